import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, expect, it } from 'vitest'
import { canHold } from './place.ts'
import { makeTree } from './tree.fixtures.ts'

const RACE_MS = Number(process.env.PLINTH_RACE_MS ?? 2_000)
/** How long the careless may take to lose once, on a machine that is busy. */
const PATIENCE_MS = 30 * RACE_MS
const { at, open, outside, remove, root } = await makeTree()
afterAll(remove)

/** Checks the name and then opens it, as is often done. */
const careless = (path: string): string => {
  if (!realpathSync(path).startsWith(root)) return 'refused'
  return readFileSync(path, 'utf8')
}

it.skipIf(!canHold)(
  'a second process that swaps links in wins nothing',
  async () => {
    mkdirSync(at('directory'))
    for (const name of [at('directory', 'file.txt'), at('file.txt')]) writeFileSync(name, 'inside')
    writeFileSync(join(outside, 'file.txt'), 'OUTSIDE')
    const files = open({ write: true })
    const swapper = spawn(process.execPath, [join(import.meta.dirname, 'swap.fixtures.ts'), root, outside])
    const swapped = text(swapper.stdout)
    const closed = once(swapper, 'close')
    // On a busy machine it takes as long to start as the race lasts.
    await once(swapper.stdout, 'data')
    const seen = new Map<string, number>()
    const count = (what: string) => seen.set(what, (seen.get(what) ?? 0) + 1)
    const attempt = async (work: () => unknown, done: string) => {
      try {
        const value = await work()
        count(typeof value === 'string' ? value : done)
      } catch {
        count('refused')
      }
    }
    const begun = Date.now()
    const isOver = () => Date.now() - begun > (seen.has('careless') ? RACE_MS : PATIENCE_MS)
    while (!isOver()) {
      await Promise.all([
        attempt(() => files.readText('directory/file.txt'), ''),
        attempt(() => files.readText('file.txt'), ''),
        attempt(() => files.write('directory/new.txt', 'x', { overwrite: true }), 'written'),
        attempt(() => files.append('file.txt', ''), 'appended'),
        attempt(() => files.delete('directory/new.txt'), 'deleted'),
        attempt(async () => (await files.list('directory')).entries.length > 2 && 'OUTSIDE', 'listed'),
      ])
      for (let each = 0; each < 40; each++)
        await attempt(
          () => careless(at(each % 2 ? 'file.txt' : 'directory/file.txt')) === 'OUTSIDE' && 'careless',
          '',
        )
    }
    swapper.kill('SIGTERM')
    await closed
    const swaps = Number((await swapped).split('\n')[1])
    expect(swaps).toBeGreaterThan(2_000)
    expect(seen.get('OUTSIDE')).toBeUndefined()
    expect(readdirSync(outside).sort()).toEqual(['file.txt', 'secret.txt'])
    expect(readFileSync(join(outside, 'file.txt'), 'utf8')).toBe('OUTSIDE')
    for (const each of ['inside', 'written', 'appended', 'listed', 'refused'])
      expect([each, seen.get(each) ?? 0]).toEqual([each, expect.toSatisfy((times: number) => times > 10)])
    // Whoever checks a name and then opens it loses this race: so it is one.
    expect(seen.get('careless')).toBeGreaterThan(0)
    if (process.env.PLINTH_RACE_MS) process.stderr.write(`${swaps} swaps, ${JSON.stringify([...seen])}\n`)
  },
  PATIENCE_MS + 20_000,
)
