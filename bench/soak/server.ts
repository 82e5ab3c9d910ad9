import process from 'node:process'
import { Plinth, run } from 'plinth'
import { commandTool } from 'plinth/command'
import { z } from 'zod'

/** What an ordinary server does: answers, fails, reports progress, waits until it is cancelled, runs a program. */
const createServer = (): Plinth => {
  const server = new Plinth({ name: 'soak', version: '1.0.0' })
  server.tool('echo', { input: z.object({ text: z.string() }) }, ({ text }) => text)
  server.tool('fails', {}, () => {
    throw new Error('as it always does')
  })
  server.tool('steps', {}, (_, ctx) => {
    for (let step = 1; step <= 3; step++) ctx.progress(step, 3)
    return 'done'
  })
  server.tool('waits', {}, (_, ctx) => {
    const { promise, resolve } = Promise.withResolvers<string>()
    ctx.signal.addEventListener('abort', () => resolve('cancelled'), { once: true })
    return promise
  })
  server.add(commandTool({ name: 'program', command: 'true', limits: { maxStdoutBytes: 1_024 } }))
  server.resource('notes://{id}', {}, ({ id }) => `Note ${id}`)
  server.http(app => app.get('/version', c => c.text('1')))
  return server
}

process.on('message', () => {
  globalThis.gc?.()
  globalThis.gc?.()
  const { heapUsed, external } = process.memoryUsage()
  process.send?.({ heap: heapUsed + external, handles: process.getActiveResourcesInfo().length })
})
process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'))

await run(createServer)
process.send?.('ready')
