import {
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { fakeTerminal } from '../call/terminal.fixtures.ts'
import { folderWith, runCommand } from '../cli.fixtures.ts'

const SERVER = `import { Plinth } from 'plinth'\nexport const server = new Plinth({ name: 'weather' })`
const MANIFEST = '{ "name": "@acme/weather", "type": "module" }'

let home: string
let cwd: string
beforeEach(() => {
  home = folderWith()
  cwd = realpathSync(folderWith({ 'server.ts': SERVER, 'package.json': MANIFEST }))
})

const put = (path: string, content: string) => {
  const file = join(home, path)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, content)
  return file
}
const read = (folder: string, path: string) => readFileSync(join(folder, path), 'utf8')
const install = (...args: string[]) =>
  runCommand(['install', ...args], { cwd, env: { HOME: home, PATH: process.env.PATH } })

const DESKTOP = process.platform === 'darwin' ? 'Library/Application Support/Claude' : '.config/Claude'
const desktop = `${DESKTOP}/claude_desktop_config.json`

describe('plinth install', () => {
  it('tells a client how to start a server: with absolute paths, beside what it knows already', async () => {
    const before =
      '{\n    "mcpServers": {\n        "other": { "command": "x" }\n    },\n    "theme": "dark"\n}\n'
    const file = put(desktop, before)
    const { code, stdout } = await install('server.ts', '--client', 'claude-desktop')
    expect(code).toBe(0)
    expect(stdout).toContain(`Added "weather" in ${file}`)
    const { mcpServers, theme } = JSON.parse(read(home, desktop))
    expect(theme).toBe('dark')
    expect(mcpServers.other).toEqual({ command: 'x' })
    expect(mcpServers.weather.command).toBe(process.execPath)
    expect(mcpServers.weather.args).toEqual([
      expect.stringMatching(/\/bin\/plinth\.mjs$/),
      'run',
      join(cwd, 'server.ts'),
      '--transport',
      'stdio',
    ])
    expect(read(home, `${desktop}.plinth-backup`)).toBe(before)
    expect(readdirSync(join(home, DESKTOP))).toHaveLength(2)
  })

  it('tells each client in its own words, of a URL too', async () => {
    const url = 'http://127.0.0.1:8080/mcp'
    const clients = ['claude-code', 'cursor', 'vscode'].flatMap(id => ['--client', id])
    const flags = ['--name', 'weather', '--scope', 'project', '--bearer', 'WEATHER_TOKEN']
    expect((await install(url, ...clients, ...flags)).code).toBe(0)
    expect(JSON.parse(read(cwd, '.mcp.json'))).toEqual({
      mcpServers: { weather: { type: 'http', url, headers: { Authorization: `Bearer \${WEATHER_TOKEN}` } } },
    })
    expect(JSON.parse(read(cwd, '.cursor/mcp.json'))).toEqual({
      mcpServers: { weather: { url, headers: { Authorization: `Bearer \${env:WEATHER_TOKEN}` } } },
    })
    expect(JSON.parse(read(cwd, '.vscode/mcp.json'))).toEqual({
      servers: {
        weather: { type: 'http', url, headers: { Authorization: `Bearer \${input:WEATHER_TOKEN}` } },
      },
      inputs: [{ type: 'promptString', id: 'WEATHER_TOKEN', description: 'WEATHER_TOKEN', password: true }],
    })
  })

  it('writes what the environment holds only when it is given as a value', async () => {
    process.env.PLINTH_TEST_KEY = 'from-the-environment'
    const named = await install('server.ts', '--client', 'claude-code', '--env', 'PLINTH_TEST_KEY')
    delete process.env.PLINTH_TEST_KEY
    expect(named.code).toBe(0)
    expect(read(home, '.claude.json')).not.toContain('from-the-environment')
    await install('server.ts', '--client', 'claude-code', '--env', 'KEY=given=so')
    expect(JSON.parse(read(home, '.claude.json')).mcpServers.weather.env).toEqual({ KEY: 'given=so' })
    const desktopToo = await install('server.ts', '--client', 'claude-desktop', '--env', 'KEY')
    expect(desktopToo).toMatchObject({ code: 2, stderr: expect.stringContaining('--env KEY=...') })
  })

  it('gives a new file to its owner alone, and warns of secrets in a file that is shared', async () => {
    await install('server.ts', '--client', 'claude-code')
    expect(statSync(join(home, '.claude.json')).mode & 0o777).toBe(0o600)
    const shared = await install(
      'server.ts',
      '--client',
      'cursor',
      '--scope',
      'project',
      '--env',
      'API_TOKEN=a',
    )
    expect(shared.stderr).toContain('API_TOKEN')
  })

  it('replaces what it wrote before, and takes it out again', async () => {
    put('.cursor/mcp.json', '{\n  // mine\n  "mcpServers": { "other": { "command": "x" } }\n}\n')
    await install('server.ts', '--client', 'cursor')
    expect((await install('server.ts', '--client', 'cursor')).stdout).toContain('like this already')
    expect((await install('server.ts', '--client', 'cursor', '--env', 'A=1')).stdout).toContain(
      'Replaced "weather"',
    )
    expect((await install('--remove', '--name', 'weather', '--client', 'cursor')).code).toBe(0)
    expect(read(home, '.cursor/mcp.json')).toContain('// mine')
    expect(read(home, '.cursor/mcp.json')).not.toContain('weather')
    expect(await install('--remove', '--name', 'weather', '--client', 'cursor')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('knows no server "weather"'),
    })
  })

  it('shows a change without making it', async () => {
    const file = put('.cursor/mcp.json', '{ "mcpServers": {} }\n')
    const { code, stdout } = await install('server.ts', '--client', 'cursor', '--dry-run')
    expect(code).toBe(0)
    expect(stdout).toContain('+ ')
    expect(stdout).toContain('"weather"')
    expect(readFileSync(file, 'utf8')).toBe('{ "mcpServers": {} }\n')
    expect(readdirSync(join(home, '.cursor'))).toEqual(['mcp.json'])
  })

  it('replaces what a link leads to, and not the link', async () => {
    const real = put('dotfiles/mcp.json', '{}')
    mkdirSync(join(home, '.cursor'))
    symlinkSync(real, join(home, '.cursor/mcp.json'))
    await install('server.ts', '--client', 'cursor')
    expect(readFileSync(real, 'utf8')).toContain('weather')
  })

  it('touches no file that does not parse, nor any other in the same breath', async () => {
    const broken = '{ "mcpServers": { "other": '
    const file = put('.cursor/mcp.json', broken)
    const { code, stderr } = await install('server.ts', '--client', 'claude-code', '--client', 'cursor')
    expect(code).toBe(1)
    expect(stderr).toMatch(/mcp\.json was left alone.*does not parse.*line 1/)
    expect(readFileSync(file, 'utf8')).toBe(broken)
    expect(readdirSync(home)).not.toContain('.claude.json')
  })

  it.each([
    ['{ "name": ', /package\.json is no JSON .*correct it first/],
    ['null', /package\.json is no JSON object: correct it first/],
  ])('says that a package.json is of no use: %s', async (manifest, reason) => {
    writeFileSync(join(cwd, 'package.json'), manifest)
    for (const target of [['server.ts'], []])
      expect(await install(...target, '--client', 'cursor')).toMatchObject({
        code: 3,
        stdout: '',
        stderr: expect.stringMatching(reason),
      })
    expect(readdirSync(home)).not.toContain('.cursor')
  })

  it('takes the folder for the name where a package.json has none that could be one', async () => {
    writeFileSync(join(cwd, 'package.json'), '{ "name": 5, "type": "module" }')
    const { code, stdout } = await install('server.ts', '--client', 'cursor')
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining('Added "server"') })
  })

  it('changes no file when one of them cannot be read or written', async () => {
    const both = ['server.ts', '--client', 'claude-code', '--client', 'cursor']
    const file = join(home, '.cursor/mcp.json')
    mkdirSync(file, { recursive: true })
    const unreadable = await install(...both)
    expect(unreadable).toMatchObject({ code: 1, stdout: '' })
    expect(unreadable.stderr).toMatch(/^error: .*mcp\.json cannot be read: EISDIR.*\n$/)
    rmSync(join(home, '.cursor'), { recursive: true })
    symlinkSync(join(home, 'nowhere/at/all'), join(home, '.cursor'))
    const unwritable = await install(...both)
    expect(unwritable).toMatchObject({ code: 1, stdout: '' })
    expect(unwritable.stderr).toMatch(/^error: .*mcp\.json cannot be written, and was left alone: .*\n$/)
    expect(readdirSync(home).filter(name => name.includes('claude'))).toEqual([])
  })

  it('asks on a terminal which clients are meant, those that are there first', async () => {
    put('.cursor/mcp.json', '{}')
    const terminal = fakeTerminal()
    const io = { ...terminal, cwd, env: { HOME: home, PATH: process.env.PATH } }
    const running = runCommand(['install', 'server.ts'], io)
    await terminal.type('Which clients', ' ')
    await terminal.type('◼', '\u001b[B')
    await terminal.type('', ' \r')
    expect((await running).code).toBe(0)
    expect(terminal.shown().indexOf('Cursor')).toBeLessThan(terminal.shown().indexOf('Claude Desktop'))
    expect(JSON.parse(read(home, '.cursor/mcp.json')).mcpServers).toHaveProperty('weather')
    expect(JSON.parse(read(home, desktop)).mcpServers).toHaveProperty('weather')
    expect(readdirSync(home)).not.toContain('.claude.json')

    const leaving = fakeTerminal()
    const left = runCommand(['install', 'server.ts', '--name', 'other'], { ...io, ...leaving })
    await leaving.type('Which clients', '\u0003')
    expect((await left).code).toBe(130)
    expect(leaving.shown()).toContain('Nothing was changed')
    expect(read(home, '.cursor/mcp.json')).not.toContain('other')
  })

  it.each([
    [['server.ts'], /--client with one of claude-desktop/],
    [['server.ts', '--client', 'emacs'], /one of claude-desktop, claude-code, cursor, vscode/],
    [['http://127.0.0.1:8080/mcp', '--client', 'claude-desktop'], /Settings, Connectors/],
    [['http://127.0.0.1:8080/mcp', '--client', 'cursor', '--env', 'A=1'], /has its own/],
    [['server.ts', '--client', 'cursor', '--bearer', 'A'], /for a URL/],
    [['server.ts', '--client', 'cursor', '--name', 'a b'], /cannot be the name/],
    [['server.ts', '--client', 'claude-desktop', '--scope', 'project'], /leave out --scope/],
  ])('says what is wrong with %j', async (args, reason) => {
    expect(await install(...args)).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringMatching(reason),
    })
  })

  it('finds the program of a command line, and hands the .env of a project on', async () => {
    expect(
      (
        await runCommand(['install', '--name', 'it', '--client', 'cursor', '--', 'node', 'x.js'], {
          cwd,
          env: { HOME: home, PATH: dirname(process.execPath) },
        })
      ).code,
    ).toBe(0)
    expect(JSON.parse(read(home, '.cursor/mcp.json')).mcpServers.it).toEqual({
      command: process.execPath,
      args: ['x.js'],
    })
    writeFileSync(join(cwd, '.env'), 'A=1')
    await install('server.ts', '--client', 'cursor')
    expect(JSON.parse(read(home, '.cursor/mcp.json')).mcpServers.weather.args[0]).toBe(
      `--env-file-if-exists=${join(cwd, '.env')}`,
    )
  })
})
