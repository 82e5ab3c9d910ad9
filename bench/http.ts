import { type Running, start } from './child.ts'
import { type Contender, contenders } from './contenders.ts'
import { type Call, load } from './load.ts'
import { median, percentile, spread, times } from './stats.ts'

const CONNECTIONS = 32

interface Contest {
  readonly contender: Contender
  readonly running: Running
  readonly call: Call
  readonly perSecond: number[]
  readonly latencies: number[]
  /** CPU time of the server for one call, in microseconds: what decides, because other processes do not sway it. */
  readonly cpu: number[]
}

const begin = async (contender: Contender, warmUp: number): Promise<Contest> => {
  const running = await start(contender.script, contender.tools)
  const call = await contender.call(running.port)
  await load(running.port, call, warmUp, CONNECTIONS)
  return { contender, running, call, perSecond: [], latencies: [], cpu: [] }
}

const measure = async ({ running, call, perSecond, latencies, cpu }: Contest, calls: number) => {
  const before = await running.cpu()
  const loaded = await load(running.port, call, calls, CONNECTIONS)
  cpu.push(((await running.cpu()) - before) / calls)
  perSecond.push((calls * 1_000) / loaded.ms)
  latencies.push(...loaded.latencies)
}

/** Compares servers over HTTP, round by round in turn, so that what else the machine does touches all of them alike. */
export const compareHttp = async (rounds: number, calls: number, only?: string): Promise<void> => {
  const chosen = contenders.filter(({ name }) => only === undefined || new RegExp(only, 'i').test(name))
  const contests: Contest[] = []
  try {
    for (const contender of chosen) contests.push(await begin(contender, calls * 2))
    for (let round = 0; round < rounds; round++) for (const contest of contests) await measure(contest, calls)
  } finally {
    for (const { running } of contests) running.stop()
  }
  const [bare] = contests
  const plinth = contests.find(({ contender }) => contender.name === 'Plinth')
  process.stdout.write(
    `\ntools/call of an echo tool over HTTP: ${rounds} interleaved rounds of ${calls} calls, ${CONNECTIONS} connections\n`,
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
          'against bare': bare ? times(median(cpu), median(bare.cpu)) : '',
          'against Plinth': plinth ? times(median(cpu), median(plinth.cpu)) : '',
        },
      ]),
    ),
  )
}
