import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { folderWith, runCommand } from '../cli.fixtures.ts'
import type { Diagnosis } from './diagnosis.ts'

const doctor = async (
  args: readonly string[],
  { cwd = folderWith(), env = {} }: { cwd?: string; env?: Readonly<Record<string, string>> } = {},
) => {
  const home = env.HOME ?? folderWith()
  const { code, stdout } = await runCommand(['doctor', ...args, '--json'], {
    cwd,
    env: { PATH: process.env.PATH, HOME: home, MCP_SERVER_PORT: '18123', ...env },
  })
  const { diagnoses } = JSON.parse(stdout) as { diagnoses: readonly Diagnosis[] }
  const about = (area: string, status: Diagnosis['status']) =>
    diagnoses.filter(each => each.area === area && each.status === status)
  return { code, about }
}

const taken = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1')
  onTestFinished(() => void server.close())
  await once(server, 'listening')
  const address = server.address()
  return typeof address === 'object' && address ? address.port : 0
}

describe('plinth doctor', () => {
  it('is content with a machine that is in order', async () => {
    const { code, about } = await doctor([])
    expect(code).toBe(0)
    expect(about('node', 'ok').map(({ message }) => message)).toEqual([
      expect.stringMatching(/^Node \d/),
      expect.stringMatching(/^plinth \d/),
    ])
    expect(about('packages', 'ok').map(({ message }) => message)).toContainEqual(
      expect.stringMatching(/^@modelcontextprotocol\/client \d.*: tests/),
    )
    expect(about('port', 'ok')).toHaveLength(1)
  })

  it('prints for people, with a mend below what is wrong', async () => {
    const env = {
      HOME: folderWith(),
      PATH: '',
      MCP_SERVER_PORT: '18123',
      MCP_SERVER_TRANSPORT: 'carrier-pigeon',
    }
    const { code, stdout } = await runCommand(['doctor'], { cwd: folderWith(), env })
    expect(code).toBe(1)
    expect(stdout).toMatch(/X {2}MCP_SERVER_TRANSPORT is "carrier-pigeon".*\n {7}Correct it/)
    expect(stdout).toMatch(/bwrap is not installed.*\n {7}Install it: apt-get install bubblewrap/)
    expect(stdout).toMatch(/problems: 1, warnings: \d+\n$/)
  })

  it('tells which settings differ, from where, which were clamped, and shows no secret', async () => {
    const cwd = folderWith({ '.env': 'MCP_LOG_LEVEL=debug\n' })
    const env = { MCP_SERVER_TOKEN: 'a-token-that-is-secret-enough', MCP_SERVER_MAX_BODY_BYTES: '1' }
    const { about } = await doctor([], { cwd, env })
    const said = about('configuration', 'note').map(({ message }) => message)
    expect(said).toContain('log.level is "debug", from .env(MCP_LOG_LEVEL)')
    expect(said.join()).toContain('server.token')
    expect(said.join()).not.toContain('secret-enough')
    expect(about('configuration', 'warning')).toContainEqual(
      expect.objectContaining({ message: expect.stringContaining('server.maxBodyBytes was 1') }),
    )
    expect(about('.env', 'ok')).toHaveLength(1)
  })

  it('warns of a .env that is neither ignored nor private', async () => {
    const cwd = folderWith({ '.env': 'A=1', '.git/HEAD': '' })
    const { about } = await doctor([], { cwd })
    expect(about('.env', 'warning').map(({ mend }) => mend)).toEqual([
      'chmod 600 .env',
      expect.stringContaining('Add it'),
    ])
  })

  it('finds a port that is taken, which matters to those who serve over HTTP', async () => {
    const port = String(await taken())
    const http = await doctor([], { env: { MCP_SERVER_PORT: port, MCP_SERVER_TRANSPORT: 'http' } })
    expect(http.code).toBe(1)
    expect(http.about('port', 'problem')).toMatchObject([
      { message: expect.stringContaining(port), mend: expect.stringContaining('MCP_SERVER_PORT') },
    ])
    const stdio = await doctor([], { env: { MCP_SERVER_PORT: port } })
    expect(stdio.code).toBe(0)
    expect(stdio.about('port', 'note')).toHaveLength(1)
  })

  it('looks for the programs of a target', async () => {
    const cwd = folderWith({
      'server.ts': `import { commandTool } from 'plinth/command'
export const ask = commandTool({ name: 'ask', command: 'no-such-program', installHint: 'Ask Anna for it' })
export const node = commandTool({ name: 'node', command: 'node' })`,
    })
    const { about } = await doctor([], { cwd, env: { PATH: join(process.execPath, '..') } })
    expect(about('programs', 'warning')).toEqual([
      {
        area: 'programs',
        status: 'warning',
        message: 'no-such-program is not installed, which ask runs',
        mend: 'Ask Anna for it',
      },
    ])
    expect(about('programs', 'ok').map(({ message }) => message)).toContainEqual(
      expect.stringMatching(/^node, for node/),
    )
  })

  it('reads what clients know: files that do not parse, and programs that are gone', async () => {
    const home = folderWith({
      '.cursor/mcp.json': '{ "mcpServers": { "a": ',
      '.claude.json': JSON.stringify({
        mcpServers: { gone: { command: '/no/such/node', args: [] }, fine: { url: 'x' } },
      }),
    })
    const { code, about } = await doctor([], { env: { HOME: home } })
    expect(code).toBe(1)
    expect(about('clients', 'problem')).toMatchObject([
      { message: expect.stringMatching(/Cursor cannot use .*does not parse/) },
    ])
    expect(about('clients', 'ok')).toMatchObject([
      { message: expect.stringContaining('Claude Code knows gone, fine') },
    ])
    expect(about('clients', 'warning')).toMatchObject([{ message: expect.stringContaining('/no/such/node') }])
  })

  it('finds a project that is no module, or whose manifest is broken', async () => {
    const cwd = folderWith({ 'package.json': '{ "name": "old" }' })
    expect((await doctor([], { cwd })).about('project', 'warning')).toMatchObject([
      { mend: 'npm pkg set type=module' },
    ])
    writeFileSync(join(cwd, 'package.json'), '{')
    expect((await doctor([], { cwd })).code).toBe(1)
  })

  it('warns where the project has another version than the command', async () => {
    const cwd = folderWith()
    const inner = join(cwd, 'inner')
    mkdirSync(join(inner, 'node_modules/plinth'), { recursive: true })
    writeFileSync(join(inner, 'node_modules/plinth/package.json'), '{ "version": "0.0.1" }')
    expect((await doctor([], { cwd: inner })).about('node', 'warning')).toMatchObject([
      { mend: expect.stringContaining('npx plinth') },
    ])
  })

  it('says what is wrong with a target', async () => {
    const { code, stderr } = await runCommand(['doctor', 'absent.ts'], { cwd: folderWith() })
    expect(code).toBe(3)
    expect(stderr).toContain('absent.ts')
  })
})
