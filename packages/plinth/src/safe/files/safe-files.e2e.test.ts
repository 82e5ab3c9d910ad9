import { mkdirSync, readdirSync, renameSync, rmSync, statSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { canHold } from './place.ts'
import { createSafeFiles } from './safe-files.ts'
import { makeTree, ruleOf } from './tree.fixtures.ts'

const { at, open, outside, remove, root, top } = await makeTree()
afterAll(remove)

it('devices are refused', async () => {
  const files = open({ roots: '/dev' })
  expect(await ruleOf(files.readText('null'))).toBe('kind')
  expect(await ruleOf(files.readText('zero'))).toBe('kind')
  expect((await files.list()).entries.map(entry => entry.name)).not.toContain('null')
})

describe('reading', () => {
  it('gives texts, bytes, ranges and lines', async () => {
    const files = open()
    expect(await files.readText('notes/a.txt')).toBe('one\ntwo\r\nthree\n')
    expect(await files.readBytes('bytes.bin')).toEqual(new Uint8Array([0xff, 0xfe, 1, 2, 3]))
    expect(await files.readBytes('bytes.bin', { offset: 2, length: 2 })).toEqual(new Uint8Array([1, 2]))
    expect(await files.readBytes('bytes.bin', { offset: 9 })).toEqual(new Uint8Array())
    expect(await files.readLines('notes/a.txt')).toEqual({
      lines: ['one', 'two', 'three'],
      from: 1,
      more: false,
    })
    expect(await files.readLines('notes/a.txt', { from: 2, count: 1 })).toEqual({
      lines: ['two'],
      from: 2,
      more: true,
    })
    expect(await files.readLines('notes/a.txt', { from: 4 })).toEqual({ lines: [], from: 4, more: false })
    expect(await files.readText('notes/%2e%2e')).toBe('percent')
  })

  it('refuses what is no text, and ranges that are none', async () => {
    const files = open()
    expect(await ruleOf(files.readText('bytes.bin'))).toBe('VALIDATION_ERROR')
    expect(await ruleOf(files.readLines('bytes.bin'))).toBe('VALIDATION_ERROR')
    expect(await ruleOf(files.readBytes('bytes.bin', { offset: -1 }))).toBe('VALIDATION_ERROR')
    expect(await ruleOf(files.readLines('notes/a.txt', { from: 0 }))).toBe('VALIDATION_ERROR')
    expect(await ruleOf(files.readText('notes'))).toBe('VALIDATION_ERROR')
    expect(await ruleOf(files.readText('notes/none.txt'))).toBe('NOT_FOUND')
  })

  it('keeps to the size', async () => {
    const files = open()
    expect(await ruleOf(files.readText('big.txt'))).toBe('size')
    expect(await ruleOf(files.readLines('big.txt'))).toBe('size')
    expect(await ruleOf(files.readBytes('big.txt', { length: 1_001 }))).toBe('size')
    expect((await files.readBytes('big.txt', { offset: 1_500, length: 1_000 })).length).toBe(500)
    expect((await open({ maxBytes: 2_000 }).readText('big.txt')).length).toBe(2_000)
  })

  it('says where it is no file, in words that do not tell where the root is', async () => {
    const error: unknown = await open()
      .readText('notes/none.txt')
      .catch((reason: unknown) => reason)
    expect(String(error)).toContain('There is no such file: notes/none.txt')
    expect(String(error)).not.toContain(top)
  })

  it('opens what is hidden or has further names where that is allowed', async () => {
    expect(await open({ hidden: true }).readText('.env')).toBe('KEY=SECRET')
    expect(await open({ hardLinks: true }).readText('hard')).toBe('SECRET')
  })
})

describe('listing', () => {
  it('gives files and directories, and neither links nor pipes', async () => {
    const { entries, more } = await open().list()
    expect(entries.map(({ name }) => name)).toEqual(['big.txt', 'bytes.bin', 'hard', 'notes', 'write'])
    expect([more, entries[3]?.kind]).toEqual([false, 'directory'])
    expect(await open({ maxEntries: 2 }).list()).toMatchObject({ more: true, entries: { length: 2 } })
    expect(await ruleOf(open().list('big.txt'))).toBe('NOT_FOUND')
  })

  it.each([
    ['notes/*.txt', ['notes/a.txt']],
    ['**/*.txt', ['big.txt', 'notes/a.txt', 'notes/old/c.txt']],
    ['**', ['big.txt', 'bytes.bin', 'hard', 'notes/%2e%2e', 'notes/a.txt', 'notes/b.md', 'notes/old/c.txt']],
    ['notes/**/c.txt', ['notes/old/c.txt']],
    ['notes/?.md', ['notes/b.md']],
    ['b*.*t', ['big.txt']],
    ['link-*/*', []],
    ['nothing', []],
  ])('globs %s', async (pattern, paths) =>
    expect(await open({ maxEntries: 20 }).glob(pattern)).toEqual(paths),
  )

  it('counts what a glob looks at', async () => {
    expect(await ruleOf(open({ maxEntries: 1 }).glob('**/*.txt'))).toBe('count')
    expect(await ruleOf(open().glob('../**'))).toBe('traversal')
    expect(await ruleOf(open().glob('*/../../**'))).toBe('traversal')
  })

  it('says what a file is', async () => {
    expect(await open().stat('bytes.bin')).toMatchObject({ kind: 'file', bytes: 5 })
    expect(await open().stat('notes')).toMatchObject({ kind: 'directory' })
  })
})

describe('several roots', () => {
  it('are named by the first part of a path', async () => {
    const files = open({ roots: { notes: at('notes'), other: outside }, hardLinks: true })
    expect(await files.readText('notes/b.md')).toBe('ä')
    expect(await files.readText('other/secret.txt')).toBe('SECRET')
    expect(await files.list()).toMatchObject({ entries: [{ name: 'notes' }, { name: 'other' }] })
    expect(await files.glob('*/*.txt')).toEqual(['notes/a.txt', 'other/secret.txt'])
    expect(await ruleOf(files.readText('b.md'))).toBe('root')
    expect(await ruleOf(files.readText('notes/../other/secret.txt'))).toBe('traversal')
  })
})

describe('writing', () => {
  it('is refused unless it is allowed', async () => {
    for (const work of [
      open().write('write/x', ''),
      open().append('write/x', ''),
      open().delete('notes/a.txt'),
    ])
      expect(await ruleOf(work)).toBe('read-only')
  })

  it('makes files of mode 0600 in one step, leaving nothing behind', async () => {
    const files = open({ write: true })
    await files.write('write/new.txt', 'first')
    expect(statSync(at('write', 'new.txt')).mode & 0o777).toBe(0o600)
    expect(await ruleOf(files.write('write/new.txt', 'second'))).toBe('VALIDATION_ERROR')
    expect(await files.readText('write/new.txt')).toBe('first')
    const { ino } = statSync(at('write', 'new.txt'))
    await files.write('write/new.txt', 'second', { overwrite: true })
    expect(await files.readText('write/new.txt')).toBe('second')
    expect(statSync(at('write', 'new.txt')).ino).not.toBe(ino)
    await files.append('write/new.txt', ' third')
    await files.append('write/other.txt', 'begun')
    expect(await files.readText('write/new.txt')).toBe('second third')
    expect(statSync(at('write', 'other.txt')).mode & 0o777).toBe(0o600)
    expect(readdirSync(at('write'))).toEqual(['new.txt', 'other.txt'])
    await files.delete('write/new.txt')
    await files.delete('write/other.txt')
    expect(readdirSync(at('write'))).toEqual([])
  })

  it('lets one of many win who make the same file', async () => {
    const files = open({ write: true })
    const writers = Array.from({ length: 10 }, (_, each) => files.write('write/one.txt', String(each)))
    const outcomes = await Promise.allSettled(writers)
    expect(outcomes.filter(({ status }) => status === 'fulfilled').length).toBe(1)
    expect(readdirSync(at('write'))).toEqual(['one.txt'])
    await files.delete('write/one.txt')
  })

  it('makes directories where it is told to', async () => {
    const files = open({ write: true })
    expect(await ruleOf(files.write('write/a/b/c.txt', 'x'))).toBe('NOT_FOUND')
    await files.write('write/a/b/c.txt', 'x', { parents: true })
    expect(statSync(at('write', 'a')).mode & 0o777).toBe(0o700)
    expect(await ruleOf(files.delete('write/a'))).toBe('VALIDATION_ERROR')
    expect(await ruleOf(files.write('write/a', 'x', { overwrite: true }))).toBe('VALIDATION_ERROR')
    rmSync(at('write', 'a'), { recursive: true })
  })

  it('keeps to the size, at once and added up', async () => {
    const files = open({ write: true })
    expect(await ruleOf(files.write('write/x', 'x'.repeat(1_001)))).toBe('size')
    await files.write('write/x', 'x'.repeat(999))
    expect(await ruleOf(files.append('write/x', 'xx'))).toBe('size')
    await files.append('write/x', 'x')
    await files.delete('write/x')
  })

  it.skipIf(!canHold)('goes where the root was when it was opened', async () => {
    mkdirSync(join(top, 'moved'))
    const files = open({ roots: join(top, 'moved'), write: true })
    renameSync(join(top, 'moved'), join(top, 'moved-away'))
    symlinkSync(outside, join(top, 'moved'))
    await files.write('x.txt', 'x')
    expect(readdirSync(join(top, 'moved-away'))).toEqual(['x.txt'])
    expect(readdirSync(outside)).toEqual(['secret.txt'])
  })
})

it('tells of refusals, and of nothing else', async () => {
  const told: unknown[] = []
  const files = open({ listener: { emit: (type, facts) => void told.push([type, facts]) } })
  await ruleOf(files.readText('../x'))
  await ruleOf(files.readText('none'))
  expect(told).toEqual([['security.refused', { what: 'file', subject: '../x', rule: 'traversal' }]])
})

it('roots that are none are refused at once', () => {
  expect(() => open({ roots: join(top, 'none') })).toThrow('cannot be used')
  expect(() => open({ roots: at('big.txt') })).toThrow(TypeError)
  expect(() => open({ roots: at('big.txt') }, false)).toThrow('it is no directory')
  expect(() => open({ roots: { '../x': root } })).toThrow('its name')
  expect(() => open({ maxBytes: 0 })).toThrow(RangeError)
})

it.skipIf(!canHold)('leaves no handle open', async () => {
  const handles = () => readdirSync('/proc/self/fd').length
  const before = handles()
  const files = createSafeFiles({ roots: root, write: true, maxBytes: 1_000 })
  const paths = ['notes/a.txt', 'link-file', 'link-directory/x', 'pipe', 'hard', 'notes', 'none', 'big.txt']
  for (const path of paths) await ruleOf(files.readText(path))
  for (const path of paths) await ruleOf(files.append(`${path}/x`, 'x'))
  await files.glob('**')
  files.close()
  expect(handles()).toBe(before)
  expect(await ruleOf(files.readText('notes/a.txt'))).toBe('undefined')
})
