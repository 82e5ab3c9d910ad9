import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import process from 'node:process'
import { echoCall, load } from './load.ts'

const SERVERS = ['bare', 'sdk', 'plinth'] as const
const CONNECTIONS = 32
const short = process.argv.includes('--short')
const [rounds, calls] = short ? [5, 4_000] : [9, 5_000]

interface Measured {
  readonly perSecond: number[]
  /** CPU time of the server for one call, in microseconds: what decides, because other processes do not sway it. */
  readonly cpu: number[]
}

const tell = async (child: ChildProcess): Promise<{ port?: number; cpu?: NodeJS.CpuUsage }> => {
  const [message] = await once(child, 'message')
  return message
}

const start = async (name: string) => {
  const child = fork(join(import.meta.dirname, `servers/${name}.ts`), {
    execArgv: ['--conditions=plinth-source'],
  })
  const { port = 0 } = await tell(child)
  return { child, port }
}

const cpuOf = async (child: ChildProcess): Promise<number> => {
  child.send('cpu')
  const { cpu } = await tell(child)
  return cpu ? cpu.user + cpu.system : 0
}

const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}

const spread = (values: readonly number[]): string => {
  const share = (Math.max(...values) - Math.min(...values)) / median(values)
  return `${Math.round(share * 100)} %`
}

const running = new Map<string, Awaited<ReturnType<typeof start>>>()
const results = new Map<string, Measured>()
try {
  for (const name of SERVERS) {
    const server = await start(name)
    running.set(name, server)
    results.set(name, { perSecond: [], cpu: [] })
    await load(server.port, echoCall(), calls, CONNECTIONS)
  }
  for (let round = 0; round < rounds; round++)
    for (const [name, { child, port }] of running) {
      const before = await cpuOf(child)
      const { ms } = await load(port, echoCall(), calls, CONNECTIONS)
      const cpu = (await cpuOf(child)) - before
      results.get(name)?.perSecond.push((calls * 1_000) / ms)
      results.get(name)?.cpu.push(cpu / calls)
    }
} finally {
  for (const { child } of running.values()) child.disconnect()
}

const base = median(results.get('bare')?.cpu ?? [])
console.log(
  `tools/call of an echo tool over HTTP, 2026-07-28; ${rounds} interleaved rounds of ${calls} calls`,
)
console.log(`${CONNECTIONS} connections, Node ${process.versions.node}; medians (spread)\n`)
console.table(
  Object.fromEntries(
    [...results].map(([name, { perSecond, cpu }]) => [
      name,
      {
        'calls/s': Math.round(median(perSecond)),
        'CPU/call, us': `${median(cpu).toFixed(1)} (${spread(cpu)})`,
        'CPU against bare': `${(median(cpu) / base).toFixed(2)}x`,
      },
    ]),
  ),
)
