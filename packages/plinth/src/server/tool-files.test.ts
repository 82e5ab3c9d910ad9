import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { isSkippedName, listToolFiles } from './tool-files.ts'

const made: string[] = []
afterEach(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true })
})

const folderWith = (...files: string[]): string => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'tool-files-')))
  made.push(folder)
  for (const file of files) {
    mkdirSync(dirname(join(folder, file)), { recursive: true })
    writeFileSync(join(folder, file), '')
  }
  return folder
}

const list = async (path: string, programs: readonly string[] = []) => {
  const { files, problems } = await listToolFiles({ path, programs: new Set(programs) })
  return {
    files: files.map(file => relative(path, file)),
    problems: problems.map(({ file, reason }) => `${relative(path, file)}: ${reason}`),
  }
}

describe('names', () => {
  it.each([
    'TestPing',
    'MockPing',
    'AbstractPing',
    '_ping',
    'ExamplePing',
    'PingBase',
    'PingMixin',
    'PingInterface',
    'Test',
    'Base',
    '_',
    '__tests__',
  ])('%s is skipped', name => {
    expect(isSkippedName(name)).toBe(true)
  })

  it.each([
    'ping',
    'testPing',
    'mock',
    'exampleTool',
    'database',
    'PingTest',
    'BasePing',
    'interface',
    'a_b',
    '',
  ])('%j is not skipped', name => {
    expect(isSkippedName(name)).toBe(false)
  })
})

describe('tool files', () => {
  it('are sources in the folder and the folders in it, in the order of their names', async () => {
    const folder = folderWith(
      'b.ts',
      'a.js',
      'c.mjs',
      'a/z.ts',
      'a-b.ts',
      'B.ts',
      'deep/er/x.js',
      'notes.md',
      'd.json',
      'e.cjs',
    )
    expect((await list(folder)).files).toEqual([
      'B.ts',
      'a-b.ts',
      'a.js',
      'a/z.ts',
      'b.ts',
      'c.mjs',
      'deep/er/x.js',
    ])
  })

  it('are no tests, no declarations and nothing that is skipped by its name', async () => {
    const folder = folderWith(
      'ping.ts',
      'ping.test.ts',
      'ping.e2e.test.ts',
      'ping.spec.js',
      'ping.test-d.ts',
      'types.d.ts',
      '.ts',
      '.hidden.ts',
      'TestPing.ts',
      'MockPing.js',
      'AbstractPing.mjs',
      '_ping.ts',
      'ExamplePing.ts',
      'PingBase.ts',
      'PingMixin.js',
      'PingInterface.ts',
      'node_modules/x/index.js',
      '.git/hook.js',
      '_drafts/a.ts',
      '__tests__/b.ts',
      'database.ts',
      'testPing.ts',
    )
    const { files, problems } = await list(folder)
    expect(files).toEqual(['database.ts', 'ping.ts', 'testPing.ts'])
    expect(problems).toEqual([])
  })

  it('are what was built, where sources stand beside it', async () => {
    const folder = folderWith('a.ts', 'a.js', 'b.ts', 'b.mjs', 'c.ts', 'c.d.ts', 'sub/c.js')
    expect((await list(folder)).files).toEqual(['a.js', 'b.mjs', 'c.ts', 'sub/c.js'])
  })

  it('are no programs', async () => {
    const folder = folderWith('cli.js', 'ping.js')
    expect((await list(folder, [join(folder, 'cli.js')])).files).toEqual(['ping.js'])
  })

  it('are not followed out of the folder, and the link is named', async () => {
    const outside = folderWith('evil.ts', 'tools/evil.ts', 'README.md')
    const folder = folderWith('ping.ts')
    symlinkSync(join(outside, 'evil.ts'), join(folder, 'evil.ts'))
    symlinkSync(join(outside, 'tools'), join(folder, 'more'))
    symlinkSync('..', join(folder, 'up'))
    symlinkSync(outside, join(folder, 'node_modules'))
    symlinkSync(join(outside, 'README.md'), join(folder, 'README.md'))
    const { files, problems } = await list(folder)
    expect(files).toEqual(['ping.ts'])
    expect(problems.sort()).toEqual(
      ['evil.ts', 'more', 'up'].map(name => `${name}: it is a link that leads out of ${folder}`),
    )
  })

  it('are followed inside of it, once each, also in a circle', async () => {
    const folder = folderWith('ping.ts', 'sub/pong.ts')
    symlinkSync(join(folder, 'ping.ts'), join(folder, 'again.ts'))
    symlinkSync(folder, join(folder, 'sub/circle'))
    expect(await list(folder)).toEqual({ files: ['ping.ts', 'sub/pong.ts'], problems: [] })
  })

  it('that cannot be reached are problems, and the others are found', async () => {
    const folder = folderWith('ping.ts')
    symlinkSync(join(folder, 'absent.ts'), join(folder, 'dangling.ts'))
    const { files, problems } = await list(folder)
    expect(files).toEqual(['ping.ts'])
    expect(problems).toEqual([expect.stringMatching(/^dangling\.ts: ENOENT/)])
  })
})
