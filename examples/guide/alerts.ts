import { Plinth } from 'plinth'
import { z } from 'zod'

export const closed: string[] = []

/** Stands in for a connection to something. */
const open = async (place: string) => ({
  list: () => [`${place} is warm`],
  close: () => closed.push(place),
})

export const alerts = new Plinth({
  name: 'alerts',
  config: z.object({ place: z.string() }),
  lifespan: async ({ config, defer }) => {
    const sensors = await open(config.place)
    defer(() => sensors.close())
    return { sensors }
  },
})

alerts.tool('list', { tags: ['read'] }, (_, ctx) => ctx.deps.sensors.list().join('\n'))

export const building = new Plinth({ name: 'building', version: '1.0.0' })

building.mount(alerts, { prefix: 'attic', config: { place: 'The attic' } })
building.import(alerts, { prefix: 'cellar', config: { place: 'The cellar' } })
