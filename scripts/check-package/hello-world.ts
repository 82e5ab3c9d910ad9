import { Plinth } from 'plinth'
import { connect } from 'plinth/testing'
import { z } from 'zod'

const server = new Plinth({ name: 'weather', version: '1.0.0' })

const forecast = server.tool(
  'forecast',
  {
    description: 'Highs for a city, one entry a day',
    input: z.object({ city: z.string(), days: z.int().min(1).max(7).default(3) }),
    output: z.object({ city: z.string(), highs: z.array(z.number()) }),
  },
  async ({ city, days }) => ({ city, highs: Array.from({ length: days }, (_, day) => 20 + day) }),
)

const client = await connect(server)
const { city, highs } = await client.call(forecast, { city: 'Oslo' })
await client.close()

process.stdout.write(`${city}: ${highs.join(', ')}\n`)
