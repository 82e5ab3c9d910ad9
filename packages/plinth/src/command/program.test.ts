import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { fakeClock } from '../testing/fake-clock.ts'
import { checkCommand, programFinder, programNotFound } from './program.ts'

const finderOf = (files: Set<string>, path: string) => {
  const asked: string[] = []
  const clock = fakeClock()
  const finder = programFinder({
    path,
    clock,
    isExecutable: async file => {
      asked.push(file)
      return files.has(file)
    },
  })
  return { finder, asked, clock }
}

describe('programFinder', () => {
  it('finds the first on the search path, as an absolute path', async () => {
    const { finder } = finderOf(new Set(['/b/nmap', '/c/nmap']), '/a:/b:/c')
    expect(await finder.find('nmap')).toBe('/b/nmap')
    expect(await finder.find('ping')).toBeUndefined()
  })

  it('leaves out folders that depend on where the server runs', async () => {
    const { finder, asked } = finderOf(new Set(), '.::bin:/a:../x')
    await finder.find('nmap')
    expect(asked).toEqual(['/a/nmap'])
    expect(finder.path).toBe('/a')
  })

  it('remembers an answer for five seconds', async () => {
    const files = new Set<string>()
    const { finder, asked, clock } = finderOf(files, '/a')
    expect(await finder.find('nmap')).toBeUndefined()
    files.add('/a/nmap')
    clock.advance(4_999)
    expect(await finder.find('nmap')).toBeUndefined()
    clock.advance(1)
    expect(await finder.find('nmap')).toBe('/a/nmap')
    expect(asked).toHaveLength(2)
  })

  it('takes an absolute path as it is', async () => {
    const { finder } = finderOf(new Set(['/opt/x/tool']), '/a')
    expect(await finder.find('/opt/x/tool')).toBe('/opt/x/tool')
    expect(await finder.find('/opt/x/other')).toBeUndefined()
  })

  it('wants a file that can be run', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'plinth-program-'))
    try {
      await mkdir(join(folder, 'folder'))
      await writeFile(join(folder, 'plain'), '')
      await writeFile(join(folder, 'tool'), '')
      await chmod(join(folder, 'tool'), 0o755)
      const finder = programFinder({ path: folder })
      expect(await finder.find('tool')).toBe(join(folder, 'tool'))
      expect(await finder.find('plain')).toBeUndefined()
      expect(await finder.find('folder')).toBeUndefined()
      expect(await finder.find('absent')).toBeUndefined()
    } finally {
      await rm(folder, { recursive: true })
    }
  })
})

it.each(['', './tool', '../tool', 'a/b', '-x', 'a b', 'a;b', '$(id)', '..'])(
  'does not take %j for a command',
  command => {
    expect(() => checkCommand(command)).toThrow(TypeError)
  },
)

it('says how to install what is not there, and not where it was looked for', () => {
  const error = programNotFound('/opt/secret/place/nmap')
  expect(error).toMatchObject({
    code: 'NOT_FOUND',
    message: 'The program nmap is not installed on this server',
  })
  expect(error.suggestion).toContain('apt-get install nmap')
  expect(JSON.stringify([error.message, error.suggestion, error.data])).not.toContain('/opt')
  expect(programNotFound('nmap', 'Install the package nmap-ncat').suggestion).toBe(
    'Install the package nmap-ncat',
  )
})
