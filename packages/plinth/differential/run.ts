import process from 'node:process'
import fc from 'fast-check'
import { compare } from './compare.ts'
import { createLanes } from './lanes.ts'
import { post } from './traffic.ts'

const [count = 1_000_000, seed = Date.now() % 2 ** 31] = process.argv.slice(2).map(Number)
const BATCH = 10_000

const lanes = await createLanes()
const verdicts = new Map<string, number>()
const unexplained: string[] = []
for (let done = 0; done < count && unexplained.length < 10; done += BATCH) {
  const numRuns = Math.min(BATCH, count - done)
  for (const sent of fc.sample(post, { numRuns, seed: seed + done })) {
    const verdict = compare(sent, await lanes.native(sent), await lanes.sdk(sent))
    const name = verdict.kind === 'decided' ? verdict.difference.name : verdict.kind
    verdicts.set(name, (verdicts.get(name) ?? 0) + 1)
    if (verdict.kind === 'unexplained') unexplained.push(verdict.text)
  }
}
await lanes.close()
process.stdout.write(`${count} requests, seed ${seed}\n`)
for (const [name, times] of [...verdicts].sort(([, one], [, other]) => other - one))
  process.stdout.write(`${String(times).padStart(8)}  ${name}\n`)
for (const text of unexplained.slice(0, 10)) process.stdout.write(`\n${text}\n`)
process.exit(unexplained.length > 0 ? 1 : 0)
