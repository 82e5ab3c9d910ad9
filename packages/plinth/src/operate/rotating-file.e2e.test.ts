import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { fakeClock } from '../testing/fake-clock.ts'
import { openRotatingFile } from './rotating-file.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'plinth-log-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const setUp = (options: { name?: string; maxBytes?: number; backups?: number } = {}) => {
  const { name = 'server.log', maxBytes = 10, backups = 2 } = options
  const errors: string[] = []
  const clock = fakeClock()
  const path = join(folder, name)
  const onError = (error: Error) => errors.push(error.message.replaceAll(folder, ''))
  return { file: openRotatingFile({ path, maxBytes, backups, onError, clock }), path, errors, clock }
}

const contents = () =>
  Object.fromEntries(
    readdirSync(folder)
      .sort()
      .map(name => [name, readFileSync(join(folder, name), 'utf8')]),
  )

describe('rotation', () => {
  it('puts the file aside before it outgrows its size, and keeps as many as it is told', () => {
    const { file } = setUp()
    for (let number = 1; number <= 9; number++) file.write([`line${number}\n`.slice(0, 5)])
    file.close()
    expect(contents()).toEqual({
      'server.log': 'line9',
      'server.log.1': 'line7line8',
      'server.log.2': 'line5line6',
    })
  })

  it('keeps nothing aside with no backups', () => {
    const { file } = setUp({ backups: 0 })
    for (const line of ['aaaaa', 'bbbbb', 'ccccc']) file.write([line])
    expect(contents()).toEqual({ 'server.log': 'ccccc' })
  })

  it('goes on where an earlier process stopped', () => {
    writeFileSync(join(folder, 'server.log'), 'old 7b\n')
    const { file } = setUp()
    file.write(['new\n'])
    expect(contents()).toEqual({ 'server.log': 'new\n', 'server.log.1': 'old 7b\n' })
  })

  it('counts bytes, and gives a line that is too long a file of its own', () => {
    const { file } = setUp()
    file.write(['ääää'])
    file.write(['öö'])
    file.write(['x'.repeat(50)])
    file.write(['y'])
    expect(contents()).toEqual({ 'server.log': 'y', 'server.log.1': 'x'.repeat(50), 'server.log.2': 'öö' })
  })
})

it('puts the file aside between lines that come together', () => {
  const { file } = setUp()
  file.write(['line1', 'line2', 'line3', 'x'.repeat(50), 'y'])
  expect(contents()).toEqual({ 'server.log': 'y', 'server.log.1': 'x'.repeat(50), 'server.log.2': 'line3' })
})

it('puts nothing aside for a first line that is too long', () => {
  const { file } = setUp()
  file.write(['x'.repeat(50)])
  expect(Object.keys(contents())).toEqual(['server.log'])
})

it('lets only its owner read the file', () => {
  const { file, path } = setUp()
  file.write(['x'])
  expect(statSync(path).mode & 0o777).toBe(0o600)
})

describe('a file that cannot be written', () => {
  it('is reported once, with what to do, and tried again later', () => {
    const { file, errors, clock } = setUp({ name: 'logs/server.log', maxBytes: 100 })
    expect(errors).toEqual([
      'The log file /logs/server.log cannot be written (ENOENT): create the folder /logs, or name another file',
    ])
    file.write(['lost'])
    clock.advance(10_000)
    file.write(['lost too'])
    expect(errors).toHaveLength(1)

    mkdirSync(join(folder, 'logs'))
    file.write(['too early'])
    clock.advance(10_000)
    file.write(['kept'])
    expect(readFileSync(join(folder, 'logs/server.log'), 'utf8')).toBe('kept')
  })

  it('is reported again when it fails again', () => {
    const { file, errors, clock } = setUp({ name: 'logs/server.log' })
    mkdirSync(join(folder, 'logs'))
    clock.advance(10_000)
    file.write(['0123456789'])
    rmSync(join(folder, 'logs'), { recursive: true })
    file.write(['after'])
    expect(errors).toHaveLength(2)
    expect(existsSync(join(folder, 'logs'))).toBe(false)
  })

  it('may be a folder', () => {
    mkdirSync(join(folder, 'server.log'))
    expect(setUp().errors).toEqual([
      'The log file /server.log cannot be written (EISDIR): name a file, not a folder, or name another file',
    ])
  })
})

it('loses what is written after it was closed, and may be closed twice', () => {
  const { file } = setUp()
  file.write(['a'])
  file.close()
  file.close()
  file.write(['b'])
  expect(contents()).toEqual({ 'server.log': 'a' })
})
