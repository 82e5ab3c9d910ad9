import { appendFileSync } from 'node:fs'
import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import { TASKS_EXTENSION } from '../define/task.ts'
import { Plinth } from '../plinth.ts'
import { redisTasks } from './redis.ts'
import { sqliteTasks } from './sqlite.ts'

/** A server that is going to be killed: it begins tasks when it is told to, and writes down which it runs. */
const [place = '', journal = ''] = process.argv.slice(2)
const LEASE_MS = 150

const server = new Plinth({
  name: 'killed',
  tasks: {
    store: place.startsWith('redis:') ? redisTasks({ url: place }) : sqliteTasks({ file: place }),
    leaseMs: LEASE_MS,
    concurrency: 3,
    maxPerPrincipal: 10_000,
    maxAttempts: 5,
  },
})

for (const tool of ['once', 'again'])
  server.tool(tool, { task: 'required', repeatable: tool === 'again' }, async (_, ctx) => {
    appendFileSync(journal, `${tool} ${ctx.requestId}\n`)
    await sleep(Math.random() * 40)
    return 'done'
  })

const begin = async (tool: string): Promise<void> => {
  const outcome = await server.runtime.host.dispatch({
    method: 'tools/call',
    params: { name: tool, arguments: {} },
    meta: {},
    requestId: 1,
    caller: {
      transport: 'memory',
      protocolVersion: '2026-07-28',
      client: undefined,
      capabilities: { extensions: { [TASKS_EXTENSION]: {} } },
    },
    sink: {},
    signal: new AbortController().signal,
  })
  if (outcome.kind === 'task') process.send?.({ id: outcome.task.taskId, tool })
}

process.on('message', async (tools: readonly string[] | 'tally') => {
  if (tools === 'tally') {
    process.send?.({ tally: await server.runtime.tasks?.tally() })
    return
  }
  void server.runtime.start()
  for (const tool of tools) void begin(tool)
})
process.on('disconnect', () => process.exit())
process.send?.('ready')
