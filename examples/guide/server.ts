import { discover, Plinth } from 'plinth'
import { building } from './alerts.ts'
import { calls } from './calls.ts'
import { createClock } from './clock.ts'
import { notes } from './notes.ts'
import { results } from './results.ts'

export const server = new Plinth({
  name: 'guide',
  version: '1.0.0',
  filter: { excludeTags: ['experimental'] },
})

for (const module of [results, notes, calls, building, createClock()]) server.mount(module)

server.http(app => app.get('/version', c => c.json({ version: '1.0.0' })), { public: true })
server.http(app => app.get('/orders', c => c.json({ orders: [] })))

server.tool('oracle', { tags: ['experimental'] }, () => '42')

await discover(server, new URL('./tools', import.meta.url))

if (import.meta.main) await server.run()
