import { createInterface } from 'node:readline'
import { type Running, start } from './child.ts'
import { echoCall } from './load.ts'
import { median, spread, times } from './stats.ts'

const IN_FLIGHT = 64

const SERVERS = [
  ['bare line echo', 'bare-stdio'],
  ['Plinth', 'plinth-stdio'],
  ['SDK 2.4', 'sdk-stdio'],
] as const

/** Makes so many calls, with some of them always under way. Returns how long it took, in milliseconds. */
const call = ({ child }: Running, calls: number): Promise<number> =>
  new Promise((resolve, reject) => {
    const { stdin, stdout } = child
    if (!stdin || !stdout) return reject(new Error('the server has no streams'))
    const request = JSON.parse(echoCall().body)
    const lines = createInterface({ input: stdout })
    let sent = 0
    let answered = 0
    const start = performance.now()
    const next = () => {
      if (sent < calls) stdin.write(`${JSON.stringify({ ...request, id: sent++ })}\n`)
    }
    lines.on('line', line => {
      if (!line.includes('"xxxxx"')) return reject(new Error(`an answer that was not expected: ${line}`))
      answered++
      if (answered === calls) {
        lines.close()
        resolve(performance.now() - start)
      } else next()
    })
    for (let index = 0; index < IN_FLIGHT; index++) next()
  })

interface Contest {
  readonly name: string
  readonly running: Running
  readonly perSecond: number[]
  readonly cpu: number[]
}

/** Compares servers on stdio. */
export const compareStdio = async (rounds: number, calls: number): Promise<void> => {
  const contests: Contest[] = []
  for (const [name, script] of SERVERS)
    contests.push({
      name,
      running: await start(script, 1, 'stdio'),
      perSecond: [],
      cpu: [],
    })
  try {
    for (const { running } of contests) await call(running, calls)
    for (let round = 0; round < rounds; round++)
      for (const { running, perSecond, cpu } of contests) {
        const before = await running.cpu()
        const ms = await call(running, calls)
        cpu.push(((await running.cpu()) - before) / calls)
        perSecond.push((calls * 1_000) / ms)
      }
  } finally {
    for (const { running } of contests) running.stop()
  }
  const [bare] = contests
  process.stdout.write(
    `\ntools/call on stdio: ${rounds} interleaved rounds of ${calls} calls, ${IN_FLIGHT} in flight\n`,
  )
  console.table(
    Object.fromEntries(
      contests.map(({ name, perSecond, cpu }) => [
        name,
        {
          'calls/s': Math.round(median(perSecond)),
          'share of bare': times(median(perSecond), median(bare?.perSecond ?? [])),
          'CPU us/call': `${median(cpu).toFixed(1)} (${spread(cpu)})`,
          'CPU against bare': times(median(cpu), median(bare?.cpu ?? [])),
        },
      ]),
    ),
  )
}
