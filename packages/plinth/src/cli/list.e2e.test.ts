import { describe, expect, it, vi } from 'vitest'
import { folderWith, runProgram } from './cli.fixtures.ts'

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
