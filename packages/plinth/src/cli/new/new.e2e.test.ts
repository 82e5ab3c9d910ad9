import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { PassThrough } from 'node:stream'
import { freePort } from '@plinth/test-support/ports'
import { describe, expect, it, onTestFinished } from 'vitest'
import { fakeTerminal } from '../call/terminal.fixtures.ts'
import { folderWith, runCommand } from '../cli.fixtures.ts'

const make = (cwd: string, ...args: string[]) =>
  runCommand(['new', ...args], { cwd, env: { PATH: process.env.PATH } })

describe('plinth new', () => {
  it('writes a project, and says what to do next', async () => {
    const cwd = folderWith()
    const { code, stdout } = await make(
      cwd,
      'weather',
      '--tools',
      'forecast',
      '--transport',
      'http',
      '--docker',
    )
    expect(code).toBe(0)
    expect(stdout).toContain('src/tools/forecast.test.ts')
    expect(stdout).toMatch(
      /Next:\n {2}cd weather\n {2}npm install\n {2}npm test\n {2}npx plinth call forecast/,
    )
    expect(JSON.parse(readFileSync(join(cwd, 'weather/package.json'), 'utf8')).name).toBe('weather')
    expect(readdirSync(join(cwd, 'weather'))).toContain('.dockerignore')
  })

  it.each(['stdio', 'http'])(
    'writes a project for %s that passes its own tests and type check, and runs',
    async transport => {
      const cwd = folderWith()
      await make(cwd, 'weather', '--tools', 'forecast,find_city', '--transport', transport)
      const folder = join(cwd, 'weather')
      const node = (args: readonly string[], input = '') =>
        spawnSync(process.execPath, [...args], {
          cwd: folder,
          env: { ...process.env, MCP_SERVER_TRANSPORT: 'stdio', NODE_OPTIONS: '--conditions=plinth-source' },
          encoding: 'utf8',
          input,
        })
      const tests = node(['--test'])
      expect(tests.stdout).toMatch(/pass 4\n[\s\S]*fail 0\n/)
      expect(tests.status).toBe(0)
      const tsc = join(cwd, 'node_modules/typescript/bin/tsc')
      expect(node([tsc, '--customConditions', 'plinth-source'])).toMatchObject({ status: 0, stdout: '' })
      const params = {
        protocolVersion: '2025-11-25',
        capabilities: {},
        clientInfo: { name: 'a', version: '1' },
      }
      const hello = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'initialize', params })
      expect(node(['src/main.ts'], `${hello}\n`).stdout).toContain('"name":"weather"')
    },
    // It starts three programs, one of which checks all types.
    120_000,
  )

  it.skipIf(process.platform === 'win32')(
    'stops what "npm start" started when npm is told to stop',
    async () => {
      const cwd = folderWith()
      await make(cwd, 'weather', '--transport', 'http', '--yes')
      const env = {
        PATH: [dirname(process.execPath), process.env.PATH].join(delimiter),
        NODE_OPTIONS: '--conditions=plinth-source',
        MCP_SERVER_PORT: String(await freePort()),
        MCP_RATE_LIMIT_REQUESTS: '2',
      }
      // In a group of its own, so that nothing is left where this fails.
      const npm = spawn('npm', ['start'], { cwd: join(cwd, 'weather'), env, detached: true })
      onTestFinished(() => {
        try {
          process.kill(-(npm.pid ?? 0), 'SIGKILL')
        } catch {}
      })
      let said = ''
      npm.stderr.on('data', chunk => {
        said += chunk
      })
      await expect.poll(() => said, { timeout: 60_000 }).toContain('server.started')
      npm.kill()
      // Not before nobody holds its output any more.
      await once(npm, 'close')
      expect(said).toContain('shutdown.done')
      expect(said).not.toContain('config_warning')
    },
    120_000,
  )

  it('puts a package that comes from a file where the image of a container finds it', async () => {
    const cwd = folderWith({ 'plinth-0.1.0.tgz': 'a tarball' })
    const from = ['--plinth', 'file:plinth-0.1.0.tgz', '--yes']
    expect(await make(cwd, 'weather', '--docker', ...from)).toMatchObject({ code: 0 })
    const read = (path: string) => readFileSync(join(cwd, 'weather', path), 'utf8')
    expect(JSON.parse(read('package.json')).dependencies.plinth).toBe('file:vendor/plinth-0.1.0.tgz')
    expect(read('vendor/plinth-0.1.0.tgz')).toBe('a tarball')
    expect(read('Dockerfile')).toMatch(/^COPY vendor \.\/vendor\nRUN npm ci/m)
    expect(read('.dockerignore')).toMatch(/^!vendor$/m)
    await make(cwd, 'plain', ...from)
    expect(readdirSync(join(cwd, 'plain'))).not.toContain('vendor')
    const absent = await make(cwd, 'absent', '--docker', '--plinth', 'file:absent.tgz')
    expect(absent).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/absent\.tgz cannot be read.*--plinth/),
    })
    expect(existsSync(join(cwd, 'absent'))).toBe(false)
  })

  it('writes over nothing', async () => {
    const cwd = folderWith({ 'weather/notes.txt': 'mine' })
    const { code, stderr } = await make(cwd, 'weather')
    expect(code).toBe(1)
    expect(stderr).toContain('is not empty (notes.txt)')
    expect(readdirSync(join(cwd, 'weather'))).toEqual(['notes.txt'])
  })

  it.each([
    [[], /plinth new my-server/],
    [['My Server'], /small letters/],
    [['weather', '--tools', 'find-city'], /"find-city" cannot be the name of a tool/],
    [['weather', '--transport', 'smoke'], /Allowed choices are stdio, http/],
  ])('says what is wrong with %j', async (args, reason) => {
    const cwd = folderWith()
    expect(await make(cwd, ...args)).toMatchObject({ code: 2, stderr: expect.stringMatching(reason) })
    expect(existsSync(join(cwd, 'weather'))).toBe(false)
  })

  it.each(['Ctrl-C', 'Ctrl-D', 'the end of the input'])('writes nothing after %s', async how => {
    const cwd = folderWith()
    const before = readdirSync(cwd)
    const { stdin, stderr, type, shown } = fakeTerminal()
    const keys = { 'Ctrl-C': '\x03', 'Ctrl-D': '\x04' }[how]
    const ended = runCommand(['new'], { cwd, stdin, stderr })
    await type('What is it called?', keys ?? '')
    if (keys === undefined) (stdin as unknown as PassThrough).end()
    expect((await ended).code).toBe(130)
    expect(shown()).toContain('Nothing was written')
    expect(readdirSync(cwd)).toEqual(before)
  })

  it('asks on a terminal for what was not said', async () => {
    const cwd = folderWith()
    const terminal = () =>
      Object.assign(new PassThrough(), { isTTY: true, columns: 80, setRawMode: () => {} })
    const [stdin, stderr] = [terminal(), terminal()]
    const answers: readonly (readonly [question: string, keys: string])[] = [
      ['What is it called?', 'weather\r'],
      ['How do clients reach it?', '\x1b[B\r'],
      ['Which tools does it have?', 'forecast\r'],
      ['Run npm install now?', 'n'],
    ]
    let shown = ''
    let asked = 0
    stderr.on('data', chunk => {
      shown += chunk
      const next = answers[asked]
      if (!next || !shown.includes(next[0])) return
      asked += 1
      setImmediate(() => stdin.write(next[1]))
    })
    const { code } = await runCommand(['new', '--tests', '--no-docker'], { cwd, stdin, stderr })
    expect(code).toBe(0)
    expect(readFileSync(join(cwd, 'weather/src/main.ts'), 'utf8')).toContain("transport: 'http'")
    expect(existsSync(join(cwd, 'weather/src/tools/forecast.test.ts'))).toBe(true)
    expect(existsSync(join(cwd, 'weather/Dockerfile'))).toBe(false)
  })
})
