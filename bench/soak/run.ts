import { fork } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import process from 'node:process'
import { type Action, createClient } from './client.ts'
import { growthOf } from './trend.ts'

const option = (name: string, byDefault: number): number => {
  const given = process.argv.find(argument => argument.startsWith(`--${name}=`))
  return given === undefined ? byDefault : Number(given.slice(name.length + 3))
}

const MINUTES = option('minutes', 10)
const CONNECTIONS = option('connections', 32)
const SAMPLES = 40
/** The heap grows until the optimiser has seen everything. */
const WARM_UP = 10
/** Shares of the mean: memory settles by a few percent up and down, what leaks does not. */
const MAX_HEAP_GROWTH = 0.05
const MAX_COUNT_GROWTH = 0.25

/** How often each thing is done among a hundred. */
const MIX: Readonly<Record<Action, number>> = {
  echo: 50,
  list: 6,
  read: 8,
  fail: 4,
  misuse: 4,
  unknown: 4,
  garbage: 3,
  execute: 4,
  session: 4,
  route: 3,
  metrics: 1,
  health: 2,
  watch: 1,
  subscribe: 2,
  leave: 3,
  program: 1,
}
const actions = Object.entries(MIX).flatMap(([action, times]) => Array<Action>(times).fill(action as Action))

const freePort = async (): Promise<number> => {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const address = probe.address()
  probe.close()
  await once(probe, 'close')
  return typeof address === 'object' && address ? address.port : 0
}

const port = await freePort()
const child = fork(join(import.meta.dirname, 'server.ts'), {
  execArgv: ['--conditions=plinth-source', '--expose-gc'],
  env: {
    PATH: process.env.PATH,
    MCP_SERVER_TRANSPORT: 'http',
    MCP_SERVER_PORT: String(port),
    MCP_SERVER_MAX_CONNECTIONS: '1000',
    MCP_SESSIONS_MAX: '100',
    LOG_LEVEL: 'critical',
  },
})
await once(child, 'message')

const files = (): number => readdirSync(`/proc/${child.pid}/fd`).length

const sample = async (): Promise<{ heap: number; handles: number; files: number }> => {
  child.send('sample')
  const [{ heap, handles }] = await once(child, 'message')
  return { heap, handles, files: files() }
}

let done = 0
const failures = new Map<string, number>()
const ROUND_MS = (MINUTES * 60_000) / SAMPLES

const round = async (): Promise<void> => {
  const client = createClient(port, CONNECTIONS)
  const end = Date.now() + ROUND_MS
  const worker = async (offset: number) => {
    for (let turn = offset * 7; Date.now() < end; turn++) {
      const action = actions[(turn * 37) % actions.length] ?? 'echo'
      try {
        const { status } = await client[action]()
        if (status >= 500) failures.set(`${action} ${status}`, (failures.get(`${action} ${status}`) ?? 0) + 1)
      } catch (error) {
        const name = `${action} ${error instanceof Error ? error.message : error}`
        failures.set(name, (failures.get(name) ?? 0) + 1)
      }
      done += 1
    }
  }
  await Promise.all(Array.from({ length: CONNECTIONS }, (_, offset) => worker(offset)))
  client.close()
}

const samples: { heap: number; handles: number; files: number }[] = []
let grown = false
try {
  for (let index = 0; index < SAMPLES; index++) {
    await round()
    // Connections that were just closed are still known for a moment.
    await new Promise(resolve => setTimeout(resolve, 200))
    const taken = await sample()
    samples.push(taken)
    console.log(
      `${index + 1}/${SAMPLES}  ${done} requests  heap ${(taken.heap / 2 ** 20).toFixed(1)} MiB  ` +
        `${taken.handles} handles  ${taken.files} files`,
    )
  }
  for (const [what, limit] of [
    ['heap', MAX_HEAP_GROWTH],
    ['handles', MAX_COUNT_GROWTH],
    ['files', MAX_COUNT_GROWTH],
  ] as const) {
    const growth = growthOf(
      samples.map(each => each[what]),
      WARM_UP,
    )
    console.log(`${what}: ${(growth * 100).toFixed(1)} % growth, at most ${limit * 100} % allowed`)
    if (growth > limit) grown = true
  }
  for (const [name, times] of failures) console.log(`failed: ${name}, ${times} times`)
} finally {
  child.disconnect()
  const [code] = await once(child, 'exit')
  if (code !== 0) console.log(`the server ended with ${code}`)
  process.exitCode = code !== 0 || grown || failures.size > 0 ? 1 : 0
}
