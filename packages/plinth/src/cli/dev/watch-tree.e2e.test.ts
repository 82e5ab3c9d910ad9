import { chmodSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { folderWith } from '../cli.fixtures.ts'
import { watchTree } from './watch-tree.ts'

const watched = (files: Readonly<Record<string, string>>) => {
  const root = folderWith(files)
  const changed = new Set<string>()
  const close = watchTree({
    roots: [root],
    isIgnored: name => name === 'node_modules' || name === 'dist',
    onChange: path => changed.add(relative(root, path)),
    onProblem: message => changed.add(message),
  })
  onTestFinished(close)
  return { at: (path: string) => join(root, path), seen: () => [...changed].sort(), changed }
}

it('notices edits, files put in the place of others, new and removed ones, in new folders too', async () => {
  const { at, seen, changed } = watched({ 'a.ts': '1', 'sub/b.ts': '1', 'c.ts': '1' })
  const noticed = async (act: () => void, ...expected: string[]) => {
    changed.clear()
    act()
    await expect.poll(seen).toEqual(expected)
  }
  await noticed(() => writeFileSync(at('a.ts'), '22'), 'a.ts')
  await noticed(() => writeFileSync(at('sub/b.ts'), '22'), 'sub/b.ts')
  writeFileSync(at('.b.ts.swp'), '333')
  await noticed(() => renameSync(at('.b.ts.swp'), at('sub/b.ts')), 'sub/b.ts')
  await noticed(() => rmSync(at('c.ts')), 'c.ts')
  await noticed(() => {
    mkdirSync(at('new/deep'), { recursive: true })
    writeFileSync(at('new/deep/d.ts'), '1')
  }, 'new/deep/d.ts')
  await noticed(() => writeFileSync(at('new/deep/d.ts'), '22'), 'new/deep/d.ts')
})

it('does not notice data, what is left out, and what did not change', async () => {
  const { at, seen } = watched({ 'a.ts': '1', 'dist/a.js': '1' })
  writeFileSync(at('data.db'), 'x')
  writeFileSync(at('server.log'), 'x')
  writeFileSync(at('dist/a.js'), '22')
  chmodSync(at('a.ts'), 0o600)
  writeFileSync(at('z.ts'), '1')
  await expect.poll(seen).toEqual(['z.ts'])
})
