import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { modernCall } from './load.ts'
import { median, spread } from './stats.ts'

const SERVERS = [
  ['bare Node with zod', 'bare-zod'],
  ['Plinth', 'plinth'],
  ['SDK 2.4', 'sdk'],
] as const

const HERE = import.meta.dirname

const request = modernCall('tools/list', {}, '').body

/** @param cache where Node keeps what it has compiled, as its documentation advises for programs that start often */
const start = (script: string, cache?: string) =>
  spawn(process.execPath, [join(HERE, `start/${script}.mjs`)], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, ...(cache === undefined ? {} : { NODE_COMPILE_CACHE: cache }) },
  })

/** Node fills the cache at the end of a program that was let end. */
const fill = async (script: string, cache: string): Promise<void> => {
  const child = start(script, cache)
  child.stdin.write(`${request}\n`)
  await once(createInterface({ input: child.stdout }), 'line')
  child.stdin.end()
  await once(child, 'exit')
}

/** Starts a server as its users do, from what is published. Returns milliseconds to the first answer, and memory then. */
const begin = async (script: string, cache?: string): Promise<{ ms: number; mb: number }> => {
  const startedAt = performance.now()
  const child = start(script, cache)
  child.stdin.write(`${request}\n`)
  const lines = createInterface({ input: child.stdout })
  await once(lines, 'line')
  const ms = performance.now() - startedAt
  const memory = new Promise<number>(resolve => {
    lines.on('line', line => {
      const mb = /"rss":(\d+)/.exec(line)?.[1]
      if (mb !== undefined) resolve(Number(mb) / 2 ** 20)
    })
  })
  child.kill('SIGUSR2')
  const mb = await memory
  child.kill('SIGKILL')
  await once(child, 'exit')
  return { ms, mb }
}

/** Compares how long servers on stdio take to answer the first `tools/list`, and what they hold in memory then. */
export const compareStart = async (rounds: number): Promise<void> => {
  if (!existsSync(join(HERE, '../packages/plinth/dist/index.js'))) {
    process.stdout.write('\nStart and memory are of the built package: run "npm run build" first\n')
    return
  }
  const cache = mkdtempSync(join(tmpdir(), 'plinth-bench-'))
  const figures = SERVERS.map(([name, script]) => ({
    name,
    script,
    ms: [] as number[],
    cachedMs: [] as number[],
    mb: [] as number[],
  }))
  for (const { script } of figures) await fill(script, cache)
  for (let round = 0; round <= rounds; round++)
    for (const { script, ms, cachedMs, mb } of figures) {
      const begun = await begin(script)
      const cached = await begin(script, cache)
      // The first round fills the caches of the file system.
      if (round === 0) continue
      ms.push(begun.ms)
      cachedMs.push(cached.ms)
      mb.push(begun.mb)
    }
  rmSync(cache, { recursive: true })
  const [bare] = figures
  process.stdout.write(
    `\nStart to the first tools/list on stdio, and memory then: ${rounds} interleaved starts\n`,
  )
  console.table(
    Object.fromEntries(
      figures.map(({ name, ms, cachedMs, mb }) => [
        name,
        {
          ms: `${median(ms).toFixed(0)} (${spread(ms)})`,
          'beyond bare, ms': (median(ms) - median(bare?.ms ?? [])).toFixed(0),
          'with a compile cache': `${median(cachedMs).toFixed(0)} (${spread(cachedMs)})`,
          'beyond bare with it, ms': (median(cachedMs) - median(bare?.cachedMs ?? [])).toFixed(0),
          'memory, MB': median(mb).toFixed(0),
          'memory against bare': `${(median(mb) / median(bare?.mb ?? [])).toFixed(2)}x`,
        },
      ]),
    ),
  )
}
