import { freePort } from '@plinth/test-support/ports'
import { expect, it, onTestFinished, vi } from 'vitest'
import { folderWith, runCommand, startProgram } from '../cli.fixtures.ts'

// Each starts programs from the sources, one after the other, on a machine that may be busy.
vi.setConfig({ testTimeout: 120_000 })

const PLAIN = "import { Plinth } from 'plinth'\nexport const server = new Plinth({ name: 'plain' })"
const OWN = `
  import { Plinth, run } from 'plinth'
  import { secret, url } from 'plinth/config'
  const extra = { weather: { url: url({ description: 'Asked' }), key: secret({ description: 'Key' }) } }
  console.log('loading')
  await run(() => { throw new Error('it must not come so far') }, { extra, defaults: { rateLimit: { burst: 50 } } })
`
const env = {
  ...process.env,
  MCP_SERVER_PORT: '9000',
  MCP_SERVER_TOKEN: 'hunter2-and-more-of-it',
  MCP_WEATHER_KEY: 'hunter3',
}

it('shows the settings that the folder has, without secrets', async () => {
  const cwd = folderWith({ '.env': 'MCP_LOG_LEVEL=debug', 'mcp.yaml': 'limits: {}' })
  const { code, stdout, stderr } = await runCommand(['config', '--changed'], { cwd, env })
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(stdout).toMatch(/^server\.port +env\(MCP_SERVER_PORT\) +9000$/m)
  expect(stdout).toMatch(/^log\.level +\.env\(MCP_LOG_LEVEL\) +debug$/m)
  expect(stdout).toContain('server.token')
  expect(stdout).not.toContain('hunter2')
  expect(stdout).not.toContain('server.path')
  expect((await runCommand(['config'], { cwd, env })).stdout).toMatch(/^server\.path +default +\/mcp$/m)
})

it('shows the settings of the server that a file would run, which it does not run', async () => {
  const cwd = folderWith({ 'own.ts': OWN, 'plain.ts': PLAIN })
  const own = await runCommand(['config', 'own.ts', '--json'], { cwd, env })
  expect(own).toMatchObject({ code: 0, stderr: '' })
  expect(own.stdout).not.toContain('hunter')
  expect(JSON.parse(own.stdout).settings).toMatchObject({
    'rateLimit.burst': { value: 50, source: 'default' },
    'weather.url': { value: null, source: 'default' },
    'weather.key': { source: 'env(MCP_WEATHER_KEY)' },
  })
  expect((await runCommand(['config', 'plain.ts'], { cwd, env })).stdout).toMatch(/^server\.port .* 9000$/m)
})

it('says in words what keeps the server of a file from starting, as commands that start it do', async () => {
  const cwd = folderWith({ 'own.ts': OWN, 'plain.ts': PLAIN })
  const refused = { cwd, env: { ...env, MCP_SERVER_PORT: 'nine' } }
  const own = await runCommand(['config', 'own.ts'], refused)
  expect(own).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^error: .*\n- MCP_SERVER_PORT is "nine"/),
  })
  const list = await runCommand(['list', 'plain.ts'], refused)
  expect(list).toMatchObject({
    code: 3,
    stderr: expect.stringMatching(/It said:\n.*cannot be used:\n- MCP_SERVER_PORT is "nine"/),
  })
  for (const { stderr } of [own, list]) expect(stderr).not.toContain('{"')
})

it('is about the server that this folder runs, as other commands are', async () => {
  const main = `
    import { run } from 'plinth'
    import { server } from './server.ts'
    await run(() => server, { defaults: { server: { transport: 'http' } } })
  `
  const cwd = folderWith({ 'src/server.ts': PLAIN, 'src/main.ts': main })
  const { stdout } = await runCommand(['config'], { cwd, env: { PATH: process.env.PATH } })
  expect(stdout).toMatch(/^server\.transport +default +http$/m)
})

it('shows the configuration of a server that runs, to operators', async () => {
  const cwd = folderWith({ 'plain.ts': PLAIN })
  const token = 'a-token-of-this-test-alone-which-is-long'
  const url = `http://127.0.0.1:${await freePort()}/mcp`
  const child = startProgram(['run', 'plain.ts', '--transport', 'http', '--port', new URL(url).port], cwd, {
    MCP_SERVER_TOKEN: token,
  })
  onTestFinished(() => void child.kill())
  let said = ''
  child.stderr.on('data', chunk => {
    said += chunk
  })
  await expect.poll(() => said, { timeout: 30_000 }).toContain(url)
  expect(await runCommand(['config', url])).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('set PLINTH_TOKEN'),
  })
  expect(await runCommand(['config', url], { env: { PLINTH_TOKEN: '' } })).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('set PLINTH_TOKEN'),
  })
  const wrong = { env: { PLINTH_TOKEN: 'a-wrong-token-of-this-test-alone' } }
  expect(await runCommand(['config', url], wrong)).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('does not take the token'),
  })
  for (const revision of [[], ['--revision', '2025-11-25']]) {
    const list = ['list', url, ...revision]
    expect(await runCommand(list)).toMatchObject({
      code: 3,
      stderr: `error: ${url} wants a token: set PLINTH_TOKEN, or give --token\n`,
    })
    expect(await runCommand(list, wrong)).toMatchObject({
      code: 3,
      stderr: expect.stringMatching(/does not take the token.*correct PLINTH_TOKEN/),
    })
    expect(await runCommand(list, { env: { PLINTH_TOKEN: token } })).toMatchObject({ code: 0 })
  }
  const { code, stdout } = await runCommand(['config', url, '--changed'], { env: { PLINTH_TOKEN: token } })
  expect(code).toBe(0)
  expect(stdout).toMatch(/^server\.transport +env\(MCP_SERVER_TRANSPORT\) +http$/m)
  expect(stdout).not.toContain(token)
})

it('says what is wrong with the configuration, and with a file', async () => {
  const cwd = folderWith({ 'plain.ts': PLAIN, 'empty.ts': '' })
  const wrong = { ...process.env, MCP_SERVER_TRANSPORT: 'carrier pigeon' }
  const refusal = expect.stringContaining('MCP_SERVER_TRANSPORT is "carrier pigeon"')
  expect(await runCommand(['config'], { cwd, env: wrong })).toMatchObject({ code: 1, stderr: refusal })
  expect(await runCommand(['config', 'plain.ts'], { cwd, env: wrong })).toMatchObject({
    code: 1,
    stderr: refusal,
  })
  expect(await runCommand(['config', 'empty.ts'], { cwd, env })).toMatchObject({
    code: 3,
    stderr: expect.stringContaining('exports no server'),
  })
})
