import { type Running, start } from './child.ts'
import type { Contender } from './contenders.ts'
import { type Call, load } from './load.ts'
import { median, percentile, spread, times } from './stats.ts'

const CONNECTIONS = 32

/** Code is compiled while it runs: before so many calls, or so long for the slow ones, figures are those of a start. */
const WARM_UP = { calls: 30_000, ms: 15_000 }

interface Contest {
  readonly contender: Contender
  readonly running: Running
  readonly call: Call
  readonly perSecond: number[]
  readonly latencies: number[]
  /** CPU time of the server for one call, in microseconds: what decides, because other processes do not sway it. */
  readonly cpu: number[]
}

export interface Comparison {
  readonly title: string
  /** The first is what the others are compared with; so is the one called `Plinth`, where there is one. */
  readonly contenders: readonly Contender[]
  readonly rounds: number
  /** How many in each round. */
  readonly calls: number
  /** Whether code is given the time to be compiled. */
  readonly warm: boolean
}

const warmUp = async (port: number, call: Call, { calls, warm }: Comparison): Promise<void> => {
  const enough = warm ? WARM_UP : { calls: calls * 2, ms: Number.POSITIVE_INFINITY }
  const startedAt = performance.now()
  for (let made = 0; made < enough.calls && performance.now() - startedAt < enough.ms; made += calls)
    await load(port, call, calls, CONNECTIONS)
}

const begin = async (contender: Contender, comparison: Comparison): Promise<Contest> => {
  const running = await start(contender.script, contender.tools)
  const call = await contender.call(running.port)
  await warmUp(running.port, call, comparison)
  return { contender, running, call, perSecond: [], latencies: [], cpu: [] }
}

const measure = async ({ running, call, perSecond, latencies, cpu }: Contest, calls: number) => {
  const before = await running.cpu()
  const loaded = await load(running.port, call, calls, CONNECTIONS)
  cpu.push(((await running.cpu()) - before) / calls)
  perSecond.push((calls * 1_000) / loaded.ms)
  latencies.push(...loaded.latencies)
}

const print = ({ title, rounds, calls }: Comparison, contests: readonly Contest[]): void => {
  const [first] = contests
  const plinth = contests.find(({ contender }) => contender.name === 'Plinth')
  process.stdout.write(
    `\n${title}: ${rounds} interleaved rounds of ${calls} calls, ${CONNECTIONS} connections\n`,
  )
  console.table(
    Object.fromEntries(
      contests.map(({ contender, perSecond, latencies, cpu }) => [
        contender.name,
        {
          'calls/s': Math.round(median(perSecond)),
          'p50 ms': percentile(latencies, 0.5).toFixed(2),
          'p99 ms': percentile(latencies, 0.99).toFixed(2),
          'CPU us/call': `${median(cpu).toFixed(1)} (${spread(cpu)})`,
          ...(first ? { [`against ${first.contender.name}`]: times(median(cpu), median(first.cpu)) } : {}),
          ...(plinth ? { 'against Plinth': times(median(cpu), median(plinth.cpu)) } : {}),
        },
      ]),
    ),
  )
}

/** Compares servers over HTTP, round by round in turn, so that what else the machine does touches all of them alike. */
export const compareHttp = async (comparison: Comparison): Promise<void> => {
  const contests: Contest[] = []
  try {
    for (const contender of comparison.contenders) contests.push(await begin(contender, comparison))
    for (let round = 0; round < comparison.rounds; round++)
      for (const contest of contests) await measure(contest, comparison.calls)
  } finally {
    for (const { running } of contests) running.stop()
  }
  print(comparison, contests)
}
