import { freePort } from '@plinth/test-support/ports'
import { expect, it, onTestFinished } from 'vitest'
import { Plinth } from '../../plinth.ts'
import { memoryTasks } from '../../tasks/memory.ts'
import { serveHttp } from '../../transports/http.ts'
import { runCommand } from '../cli.fixtures.ts'

it('waits for a server that is away meanwhile', async () => {
  const begun = Promise.withResolvers<void>()
  const goOn = Promise.withResolvers<string>()
  const server = new Plinth({ name: 'shop', tasks: { store: memoryTasks(), pollIntervalMs: 20 } })
  server.tool('count', { task: 'required' }, () => {
    begun.resolve()
    return goOn.promise
  })
  await server.runtime.start()
  onTestFinished(() => server.close())
  const port = await freePort()
  const first = await serveHttp(server.runtime.host, { port })
  const calling = runCommand(['call', first.url, 'count'])
  await begun.promise
  await first.close()
  goOn.resolve('3 sheep')
  await new Promise(resolve => setTimeout(resolve, 600))
  const second = await serveHttp(server.runtime.host, { port })
  onTestFinished(() => second.close())
  expect(await calling).toMatchObject({ code: 0, stdout: '3 sheep\n' })
})
