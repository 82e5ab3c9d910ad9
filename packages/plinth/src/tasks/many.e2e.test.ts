import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { sqliteTasks } from './sqlite.ts'
import type { TaskStore } from './store.ts'
import { aTask } from './store-contract.fixtures.ts'

const folder = mkdtempSync(join(tmpdir(), 'plinth-many-'))
afterAll(() => rmSync(folder, { recursive: true }))

const ENDED = 10_000
const QUEUED = 1_000
const ROOMY = { perOwner: 100_000, total: 100_000, bytes: 1_000_000_000 }
const NOW = 1_700_000_000_000
const LATER = NOW + 1_000_000

/** The middle of several, in milliseconds. */
const timed = async (work: (round: number) => Promise<unknown>): Promise<number> => {
  const times: number[] = []
  for (let round = 0; round < 200; round++) {
    const begun = performance.now()
    await work(round)
    times.push(performance.now() - begun)
  }
  return times.sort((a, b) => a - b)[times.length / 2] ?? 0
}

const measure = async (store: TaskStore) => ({
  poll: await timed(round => store.get(`q${round}`)),
  claim: await timed(() => store.claim('w', LATER, NOW)),
  renew: await timed(() => store.renew('w', LATER)),
  expire: await timed(() => store.expire(NOW, 200)),
})

it(`stays quick with ${ENDED} tasks that have ended and ${QUEUED} that wait`, async () => {
  const few = sqliteTasks({ file: join(folder, 'few.db') })
  const file = join(folder, 'many.db')
  const many = sqliteTasks({ file })
  const end = 'x'.repeat(1_000)
  for (let n = 0; n < 200; n++) await few.add(aTask(`q${n}`, { expiresAt: LATER }), ROOMY)
  for (let n = 0; n < ENDED; n++) await many.add(aTask(`e${n}`, { status: 'completed', end }), ROOMY)
  for (let n = 0; n < QUEUED; n++)
    await many.add(aTask(`q${n}`, { owner: `owner ${n % 50}`, expiresAt: LATER }), ROOMY)

  const [before, after] = [await measure(few), await measure(many)]
  // Reading all of them takes far longer; how much longer it takes at all, `bench/tasks.ts` tells.
  for (const name of ['poll', 'claim', 'renew', 'expire'] as const)
    expect([name, after[name]]).toEqual([name, expect.toSatisfy((ms: number) => ms < 30 * before[name] + 5)])

  const full = statSync(file).size
  let gone = 0
  for (
    let portion = await many.expire(LATER - 1, 200);
    portion.length > 0;
    portion = await many.expire(LATER - 1, 200)
  )
    gone += portion.length
  expect(gone).toBe(ENDED)
  const begun = performance.now()
  await many.close()
  const again = sqliteTasks({ file })
  expect(await again.tally()).toMatchObject({ completed: 0 })
  expect(performance.now() - begun).toBeLessThan(5_000)
  expect(statSync(file).size).toBeLessThan(full / 4)
  await again.close()
  await few.close()
}, 60_000)
