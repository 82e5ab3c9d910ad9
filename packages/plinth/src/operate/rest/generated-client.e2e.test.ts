import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { generateSource } from 'oazapfts'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { asCaller, OPERATOR_TOKEN, startShop, TOKEN } from './running-shop.fixtures.ts'

const MODULES = join(import.meta.dirname, '../../../../../node_modules')

/** A program over the generated client, which has to compile: it calls every operation of the document. */
const PROGRAM = `
import * as api from './client.ts'

const [url = '', caller = '', operator = ''] = process.argv.slice(2)
api.defaults.baseUrl = url
const asCaller = { headers: { authorization: 'Bearer ' + caller } }
const asOperator = { headers: { authorization: 'Bearer ' + operator } }

/** An event stream ends when somebody ends it: here after its first report. */
const firstEvents: typeof fetch = async (...request) => {
  const response = await fetch(...request)
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader()
  let text = ''
  while (!text.includes('event: health')) text += (await reader.read()).value ?? ''
  await reader.cancel()
  return new Response(text, response)
}

const called = await api.executeTool('order', { item: 'tea', correlation_id: 'generated' }, asCaller)
const structured: unknown =
  called.status === 200 && called.data.status === 'ok' ? called.data.result.structured : undefined
const held = await api.forceBreaker('say', { state: 'open' }, asOperator)
const metrics = await api.metrics(asCaller)
const events = await api.events({ types: 'health' }, { ...asOperator, fetch: firstEvents })

const task = await api.createTask('stock', { item: 'tea' }, asCaller)
const id = task.status === 202 ? task.data.id : ''
const asked = async (): Promise<boolean> => {
  const found = await api.getTask(id, asCaller)
  return found.status === 200 && found.data.status === 'input_required'
}
while (!(await asked())) await new Promise(resolve => setTimeout(resolve, 20))
const answers = { responses: { place: { action: 'accept', content: { place: 'north' } } } }

const statuses = {
  createTask: task.status === 202 ? 200 : task.status,
  listTasks: (await api.listTasks({ limit: '1' }, asCaller)).status,
  getTask: (await api.getTask(id, asOperator)).status,
  answerTask: (await api.answerTask(id, answers, asCaller)).status,
  cancelTask: (await api.cancelTask(id, asOperator)).status,
  server: (await api.server(asCaller)).status,
  openApi: (await api.openApi(asCaller)).status,
  live: (await api.live()).status,
  ready: (await api.ready()).status,
  health: (await api.health(asCaller)).data.status,
  listTools: (await api.listTools(asCaller)).status,
  getTool: (await api.getTool('order', asCaller)).status,
  executeTool: called.status,
  disableTool: (await api.disableTool('order', asOperator)).status,
  enableTool: (await api.enableTool('order', asOperator)).status,
  forceBreaker: held.status,
  metrics: metrics.status,
  config: (await api.config(asOperator)).status,
  events: events.status,
}
const refused = await api.executeTool('order', {}, asCaller)
const code = refused.status === 422 ? refused.data.error.code : undefined
process.stdout.write(JSON.stringify({ statuses, structured, code, breaker: held.status === 200 && held.data.breaker, events: events.data }))
`

let shop: Awaited<ReturnType<typeof startShop>>
let folder: string

beforeAll(async () => {
  shop = await startShop({ MCP_SERVER_TOKEN: TOKEN, MCP_OPERATOR_TOKEN: OPERATOR_TOKEN })
  folder = mkdtempSync(join(tmpdir(), 'generated-client-'))
  symlinkSync(MODULES, join(folder, 'node_modules'))
})

afterAll(async () => {
  await shop?.stop()
  rmSync(folder, { recursive: true, force: true })
})

const node = (...args: string[]) =>
  spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8', env: { PATH: process.env.PATH } })

it('a client that others generate from the document compiles, and calls every operation', async () => {
  const response = await fetch(`${shop.url}/openapi.json`, { headers: asCaller })
  const document = JSON.parse(await response.text())
  writeFileSync(join(folder, 'openapi.json'), JSON.stringify(document))
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
  writeFileSync(join(folder, 'client.ts'), await generateSource(join(folder, 'openapi.json')))
  writeFileSync(join(folder, 'program.ts'), PROGRAM)

  const tsc = join(MODULES, 'typescript/bin/tsc')
  const options = ['--ignoreConfig', '--strict', '--skipLibCheck', '--rewriteRelativeImportExtensions']
  const built = node(
    tsc,
    'program.ts',
    ...options,
    '--module',
    'nodenext',
    '--target',
    'es2024',
    '--types',
    'node',
  )
  expect([built.status, built.stdout]).toEqual([0, ''])

  const ran = node('program.js', shop.url, TOKEN, OPERATOR_TOKEN)
  expect(ran.stderr).toBe('')
  const { statuses, ...answers } = JSON.parse(ran.stdout)
  const { health, ...others } = statuses
  expect(['healthy', 'degraded']).toContain(health)
  expect(new Set(Object.values(others))).toEqual(new Set([200]))
  expect(answers).toEqual({
    structured: { item: 'tea', count: 1 },
    code: 'VALIDATION_ERROR',
    breaker: 'open',
    events: expect.stringContaining('event: health'),
  })

  const operations = Object.values(document.paths as Record<string, Record<string, { operationId: string }>>)
    .flatMap(path => Object.values(path).map(({ operationId }) => operationId))
    .sort()
  expect(Object.keys(statuses).sort()).toEqual(operations)
})
