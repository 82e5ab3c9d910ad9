import { Plinth } from 'plinth'
import { z } from 'zod'

export const server = new Plinth({ name: 'weather', version: '1.0.0' })

export const forecast = server.tool(
  'forecast',
  {
    description: 'Highs for a city in degrees Celsius, one entry a day',
    input: z.object({ city: z.string().min(1).max(100), days: z.int().min(1).max(7).default(3) }),
    output: z.object({ city: z.string(), highs: z.array(z.number()) }),
  },
  async ({ city, days }, ctx) => {
    ctx.log.info('making a forecast', { city })
    return { city, highs: highs(city, days) }
  },
)

/** Stands in for a weather service: always the same for one city. */
const highs = (city: string, days: number): number[] =>
  Array.from({ length: days }, (_, day) => 10 + ((city.length * 7 + day * 3) % 15))
