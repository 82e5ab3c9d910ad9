import { readFileSync } from 'node:fs'
import { describe, expect, it, vi } from 'vitest'
import { folderWith, runProgram } from './cli.fixtures.ts'
import { PACKAGE_FOLDER } from './package-folder.ts'

// Each starts programs from the sources, one after the other, on a machine that may be busy.
vi.setConfig({ testTimeout: 120_000 })

const SERVER = `
import { Plinth } from 'plinth'
export const server = new Plinth({ name: 'weather' })
server.tool('forecast', { description: 'Highs for a city' }, () => 'mild')
server.resource('notes://all', { description: 'Every note' }, () => 'none')
server.prompt('review', { description: 'Asks for a review' }, () => 'Review this')
`

describe('plinth list', () => {
  it('lists what a file offers', async () => {
    const cwd = folderWith({ 'server.ts': SERVER })
    const { code, stdout } = await runProgram(['list', 'server.ts'], { cwd })
    expect(code).toBe(0)
    expect(stdout).toBe(
      [
        'Tools',
        '  forecast  Highs for a city',
        '',
        'Resources',
        '  notes://all  Every note',
        '',
        'Prompts',
        '  review  Asks for a review',
        '',
      ].join('\n'),
    )
  })

  it('prints JSON, for a file that runs its own server, in the folder that it is typed in', async () => {
    const cwd = folderWith({
      'weather.ts': SERVER,
      'server.ts': "import { server } from './weather.ts'\nawait server.run()",
    })
    const { code, stdout } = await runProgram(['list', '--json'], { cwd })
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({
      tools: [{ name: 'forecast', inputSchema: { type: 'object' } }],
    })
  })

  it('lists what any program offers that speaks stdio', async () => {
    const cwd = folderWith({
      'weather.ts': SERVER,
      'server.mts': "import { server } from './weather.ts'\nawait server.run()",
    })
    const env = { NODE_OPTIONS: '--conditions=plinth-source' }
    const { code, stdout } = await runProgram(['list', '--', process.execPath, 'server.mts'], { cwd, env })
    expect(code).toBe(0)
    expect(stdout).toContain('forecast')
  })

  it('says what is wrong with a target', async () => {
    const cwd = folderWith({ 'empty.ts': 'export const a = 1', 'broken.ts': 'export const = 1' })
    expect(await runProgram(['list', 'localhost:8080/mcp'], { cwd })).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('Did you mean the URL http://localhost:8080/mcp?'),
    })
    expect(await runProgram(['list', 'absent.ts'], { cwd })).toMatchObject({
      code: 3,
      stdout: '',
      stderr: expect.stringContaining('no file, folder or installed package "absent.ts"'),
    })
    expect(await runProgram(['list', 'empty.ts'], { cwd })).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('empty.ts exports no server. Export it'),
    })
    expect(await runProgram(['list', 'broken.ts'], { cwd })).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('broken.ts:1'),
    })
    expect(await runProgram(['list', 'http://127.0.0.1:1/mcp'], { cwd })).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('http://127.0.0.1:1/mcp could not be reached'),
    })
  })
})

/** Has Node find no official client, as where it is not installed. */
const WITHOUT_CLIENT = `
import { registerHooks } from 'node:module'
registerHooks({
  resolve: (name, context, next) =>
    next(name.startsWith('@modelcontextprotocol/client') ? name.replace('/client', '/client-that-is-not-there') : name, context),
})
`

it.each([
  ['list'],
  ['call', 'forecast'],
  ['read', 'notes://all'],
  ['prompt', 'review'],
  ['inspect'],
  ['lint'],
])('plinth %s says that the official client has to be installed first', async (...args) => {
  const cwd = folderWith({ 'server.ts': SERVER, 'without-client.mjs': WITHOUT_CLIENT })
  const env = { NODE_OPTIONS: '--import ./without-client.mjs' }
  expect(await runProgram(args, { cwd, env })).toEqual({
    code: 4,
    stdout: '',
    stderr: expect.stringMatching(/^error: .*npm install --save-dev @modelcontextprotocol\/client\n$/),
  })
})

it('says which Node it needs, on an older one', async () => {
  const older = `
    const versions = { ...process.versions, node: '22.18.0' }
    Object.defineProperty(process, 'versions', { value: versions })
  `
  const cwd = folderWith({ 'older.mjs': older })
  expect(await runProgram(['list'], { cwd, env: { NODE_OPTIONS: '--import ./older.mjs' } })).toEqual({
    code: 4,
    stdout: '',
    stderr: expect.stringMatching(/^error: plinth needs Node 22\.19 or newer, and this is 22\.18\.0 \(.*\n$/),
  })
})

it('has the version of Node in one place', () => {
  const { engines } = JSON.parse(readFileSync(new URL('package.json', PACKAGE_FOLDER), 'utf8'))
  const [, needed] =
    /NEEDED = \[(.*)\]/.exec(readFileSync(new URL('bin/plinth.mjs', PACKAGE_FOLDER), 'utf8')) ?? []
  expect(engines.node).toBe(`>=${needed?.replace(', ', '.')}`)
})
