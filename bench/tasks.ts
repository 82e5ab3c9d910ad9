import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Plinth } from 'plinth'
import { sqliteTasks, type TaskStore } from 'plinth/tasks'
import { median, percentile, times } from './stats.ts'

/** How tasks fare among many others: polling, lists, start-up and size, against a file with one page of a list. */

const FINISHED = 10_000
const WAITING = 1_000
const PAGE = 50
const POLLS = 2_000
const STARTS = 15
const RESULT = 'x'.repeat(1_000)
const PORTION = 200
const MIB = 1024 * 1024
const DAY_MS = 24 * 3_600_000

const folder = mkdtempSync(join(tmpdir(), 'plinth-bench-tasks-'))

const serverOn = (store: TaskStore): Plinth => {
  const server = new Plinth({ name: 'tasks', tasks: { store, concurrency: 1, maxPerPrincipal: 1_000_000 } })
  server.tool('echo', { task: 'required' }, () => RESULT)
  server.tool('waits', { task: 'required' }, async (_, ctx) => {
    await new Promise(resolve => ctx.signal.addEventListener('abort', resolve))
  })
  return server
}

const ask = (server: Plinth, method: string, params: Readonly<Record<string, unknown>>) =>
  server.runtime.host.dispatch({
    method,
    params,
    meta: {},
    requestId: 1,
    caller: {
      transport: 'memory',
      protocolVersion: '2026-07-28',
      client: undefined,
      capabilities: { extensions: { 'io.modelcontextprotocol/tasks': {} } },
    },
    sink: {},
    signal: new AbortController().signal,
  })

const begin = async (server: Plinth, name: string): Promise<string> => {
  const outcome = await ask(server, 'tools/call', { name, arguments: {} })
  if (outcome.kind !== 'task') throw new Error(`No task: ${JSON.stringify(outcome)}`)
  return outcome.task.taskId
}

const ended = async (store: TaskStore, most: number): Promise<void> => {
  while ((await store.tally()).queued > most) await new Promise(resolve => setTimeout(resolve, 5))
}

/** Tasks that have really been called and carried out; and then some that wait behind one that does not end. */
const fill = async (server: Plinth, store: TaskStore, finished: number, waiting: number): Promise<void> => {
  for (let made = 0; made < finished; made += PORTION) {
    for (let n = 0; n < Math.min(PORTION, finished - made); n++) await begin(server, 'echo')
    await ended(store, 0)
  }
  for (let n = 0; n <= waiting; n++) await begin(server, 'waits')
}

const micros = async (count: number, work: (at: number) => Promise<unknown>): Promise<number[]> => {
  const taken: number[] = []
  for (let at = 0; at < count; at++) {
    const begun = performance.now()
    await work(at)
    taken.push((performance.now() - begun) * 1_000)
  }
  return taken
}

const figures = (taken: readonly number[]): string =>
  `${median(taken).toFixed(1)} (p99 ${percentile(taken, 0.99).toFixed(1)})`

const start = async (file: string): Promise<void> => {
  const server = serverOn(sqliteTasks({ file }))
  await server.runtime.start()
  await server.runtime.tasks?.tally()
  server.runtime.tasks?.stop()
  await server.close()
}

const measure = async (name: string, finished: number, waiting: number) => {
  const file = join(folder, `${name}.db`)
  const store = sqliteTasks({ file })
  const server = serverOn(store)
  await server.runtime.start()
  await fill(server, store, finished, waiting)
  const { tasks: newest } = await store.list({ limit: 100 })
  const polls = await micros(POLLS, at =>
    ask(server, 'tasks/get', { taskId: newest[at % newest.length]?.id }),
  )
  const lists = await micros(100, () => store.list({ limit: PAGE }))
  await server.close()
  return { file, polls, lists, bytes: statSync(file).size }
}

try {
  const few = await measure('few', PAGE, 1)
  const full = await measure('full', FINISHED, WAITING)
  const starts = { few: [] as number[], full: [] as number[] }
  for (let round = 0; round < STARTS; round++) {
    starts.few.push(...(await micros(1, () => start(few.file))))
    starts.full.push(...(await micros(1, () => start(full.file))))
  }
  const row = (what: string, some: readonly number[], many: readonly number[]) => ({
    what,
    'few, us': figures(some),
    'full, us': figures(many),
    ratio: times(median(many), median(some)),
  })
  process.stdout.write(
    `\nTasks: ${FINISHED} finished and ${WAITING} waiting, against ${PAGE} finished and one that waits\n`,
  )
  console.table([
    row('a poll (tasks/get)', few.polls, full.polls),
    row(`a list of ${PAGE}`, few.lists, full.lists),
    row('start-up', starts.few, starts.full),
  ])

  const store = sqliteTasks({ file: full.file })
  const before = await store.size()
  let gone = 0
  for (let portion = PORTION; portion === PORTION; gone += portion)
    portion = (await store.expire(Date.now() + 2 * DAY_MS, PORTION)).length
  const after = await store.size()
  await store.close()
  process.stdout.write(
    `File: ${(full.bytes / MIB).toFixed(1)} MiB full, ${(before / MIB).toFixed(1)} MiB in use; after ${gone} have expired ` +
      `${(statSync(full.file).size / MIB).toFixed(2)} MiB, ${(after / MIB).toFixed(2)} MiB in use\n`,
  )
} finally {
  rmSync(folder, { recursive: true })
}
