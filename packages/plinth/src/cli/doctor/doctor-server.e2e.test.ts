import { mkdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { freePort } from '@plinth/test-support/ports'
import { expect, it, onTestFinished, vi } from 'vitest'
import { folderWith, runCommand } from '../cli.fixtures.ts'
import type { Diagnosis } from './diagnosis.ts'

// Each loads a server in a process of its own, on a machine that may be busy.
vi.setConfig({ testTimeout: 120_000 })

const SERVER = `
  import { Plinth, tool } from 'plinth'
  export const server = new Plinth({ name: 'shop' })
  server.tool('order', { task: 'required' }, () => 'ordered')
  server.add(tool('scan', { task: { support: 'optional' } }, () => 'scanned'))
`
const PLAIN = `
  import { run } from 'plinth'
  import { text } from 'plinth/config'
  import { server } from './server.ts'
  const extra = { shop: { name: text({ default: 'x', description: 'Its name' }) } }
  await run(() => server, { extra, defaults: { server: { transport: 'http' } } })
`
const GUARDED = `
  import { run } from 'plinth'
  import { production } from 'plinth/middleware'
  import { server } from './server.ts'
  await run(config => server.use(...production(config)), { defaults: { server: { transport: 'http' } } })
`

const doctor = async (
  files: Readonly<Record<string, string>>,
  env: Readonly<Record<string, string>> = {},
  cwd = folderWith(files),
) => {
  const here = { PATH: process.env.PATH, HOME: cwd, MCP_SERVER_PORT: String(await freePort()), ...env }
  const { code, stdout } = await runCommand(['doctor', '--json'], { cwd, env: here })
  const { diagnoses } = JSON.parse(stdout) as { diagnoses: readonly Diagnosis[] }
  const about = (area: string) =>
    diagnoses.filter(each => each.area === area).map(({ status, message }) => `${status}: ${message}`)
  return { code, about }
}

it('goes by the settings and defaults of the server that the folder runs', async () => {
  const env = { MCP_SHOP_NAME: 'corner', MCP_SHPO_NAME: 'slip', MCP_SERVER_MAX_BODY_BYTES: '1' }
  const { code, about } = await doctor({ 'src/main.ts': PLAIN, 'src/server.ts': SERVER }, env)
  expect(code).toBe(0)
  const said = about('configuration')
  expect(said).toContainEqual(expect.stringMatching(/^note: shop\.name is "corner"/))
  expect(said).toContainEqual(expect.stringMatching(/^warning: MCP_SHPO_NAME is not a setting/))
  expect(said).toContainEqual(expect.stringMatching(/^warning: server\.maxBodyBytes was 1/))
  expect(about('middleware')).toEqual([expect.stringMatching(/^warning: .*production\(\) is not there/)])
  const guarded = await doctor({ 'src/main.ts': GUARDED, 'src/server.ts': SERVER })
  expect(guarded.about('middleware')).toEqual([expect.stringMatching(/^ok: /)])
  expect((await doctor({ 'server.ts': SERVER })).about('middleware')).toEqual([])
})

it('names what is refused, and says so where a file cannot be asked', async () => {
  const own =
    "import { run } from 'plinth'\nimport { int } from 'plinth/config'\nawait run(() => {}, { extra: { a: { b: int({ default: 1, range: [1, 9], description: 'x' }) } } })"
  const wrong = await doctor({ 'main.ts': own }, { MCP_A_B: 'many' })
  expect(wrong.code).toBe(1)
  expect(wrong.about('configuration')).toEqual([expect.stringMatching(/^problem: MCP_A_B is "many"/)])
  const broken = await doctor({ 'main.ts': "throw new Error('no database')" })
  expect(broken.code).toBe(0)
  expect(broken.about('configuration')[0]).toMatch(
    /^warning: .*main\.ts cannot be asked for its settings.*it cannot be loaded: Error: no database/,
  )
})

it('tells of tools that want tasks, and of where tasks are kept', async () => {
  const files = { 'server.ts': SERVER }
  expect((await doctor(files)).about('tasks')).toEqual([
    'warning: Every call of order is refused: the server has nowhere to keep tasks',
    'note: Calls of scan could be tasks, and the server has nowhere to keep them',
  ])
  const inMemory = { 'server.ts': SERVER.replace("'shop'", "'shop', tasks: {}") }
  expect((await doctor(inMemory)).about('tasks')).toEqual([expect.stringMatching(/^note: .*in memory/)])
  expect(
    (
      await doctor({
        'server.ts': "import { Plinth } from 'plinth'\nexport const server = new Plinth({ name: 'none' })",
      })
    ).about('tasks'),
  ).toEqual([])
})

it('tells whether the file of tasks can be written', async () => {
  const cwd = folderWith({ 'server.ts': SERVER })
  const tasks = async (file: string) => {
    const { code, about } = await doctor({}, { MCP_TASKS_FILE: file }, cwd)
    return [code, ...about('tasks')]
  }
  expect(await tasks('data/tasks.db')).toEqual([
    0,
    expect.stringMatching(/^note: .*data\/tasks\.db, which is not there yet/),
  ])
  mkdirSync(join(cwd, 'data'))
  writeFileSync(join(cwd, 'data/tasks.db'), '')
  expect(await tasks('data/tasks.db')).toEqual([0, expect.stringMatching(/^ok: Tasks are kept in/)])
  expect(await tasks('data')).toEqual([1, expect.stringMatching(/^problem: .*data is a folder/)])
  expect(await tasks('server.ts/tasks.db')).toEqual([1, expect.stringMatching(/^problem: /)])
})

it('knows a server of plinth on its port', async () => {
  const other = createServer((_, response) => response.end('{"status":"alive"}')).listen(0, '127.0.0.1')
  onTestFinished(() => void other.close())
  await new Promise(resolve => other.once('listening', resolve))
  const { port } = other.address() as { readonly port: number }
  const env = { MCP_SERVER_PORT: String(port), MCP_SERVER_TRANSPORT: 'http' }
  const { code, about } = await doctor({ 'main.ts': GUARDED, 'server.ts': SERVER }, env)
  expect({ code, port: about('port') }).toEqual({
    code: 0,
    port: [expect.stringMatching(/^note: A server of plinth/)],
  })
})
