import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { freePort } from '@plinth/test-support/ports'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type AuditRecord, brokenAt } from '../middleware/audit-record.ts'
import { killAll, runServer } from '../testing/running.fixtures.ts'

const FIXTURE = join(import.meta.dirname, 'slow.fixtures.ts')
const TOKEN = 'correct-horse-battery-staple-and-more'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'plinth-audit-'))
})
afterEach(() => {
  killAll()
  rmSync(folder, { recursive: true, force: true })
})

const start = async (env: Record<string, string>) => {
  const port = await freePort()
  const own = { MCP_SERVER_TRANSPORT: 'http', MCP_SERVER_PORT: `${port}`, MCP_SERVER_TOKEN: TOKEN }
  const server = runServer(FIXTURE, { ...own, ...env }, folder)
  return { ...server, url: `http://127.0.0.1:${port}/mcp` }
}

const clientOf = async (url: string): Promise<Client> => {
  const client = new Client({ name: 'test', version: '1.0.0' })
  const headers = { authorization: `Bearer ${TOKEN}` }
  await client.connect(new StreamableHTTPClientTransport(new URL(url), { requestInit: { headers } }))
  return client
}

it('keeps none, and no log, in the files of the server in whose environment one was started for a command', async () => {
  const files = { MCP_AUDIT_FILE: join(folder, 'audit.jsonl'), MCP_LOG_FILE: join(folder, 'server.log') }
  const { url, child, exit, says } = await start({ ...files, PLINTH_PASSING_SERVER: '1' })
  await says('server.started')
  const client = await clientOf(url)
  await client.callTool({ name: 'noise' })
  await client.close()
  child.kill('SIGTERM')
  expect(await exit).toBe(0)
  expect(readdirSync(folder)).toEqual([])
})

it('keeps calls and failed authentication in the file that the configuration names', async () => {
  const file = join(folder, 'audit.jsonl')
  const { url, child, exit, says } = await start({ MCP_AUDIT_FILE: file })
  await says('server.started')
  const wrong = { authorization: 'Bearer wrong-wrong-wrong' }
  expect((await fetch(url, { method: 'POST', headers: wrong, body: '{}' })).status).toBe(401)
  const client = await clientOf(url)
  expect(await client.callTool({ name: 'noise' })).toMatchObject({ content: [{ text: 'quiet' }] })
  await client.close()
  child.kill('SIGTERM')
  expect(await exit).toBe(0)
  const text = readFileSync(file, 'utf8')
  const records: AuditRecord[] = text
    .trim()
    .split('\n')
    .map(line => JSON.parse(line))
  expect(records.map(({ type, name }) => [type, name])).toEqual([
    ['auth.failed', undefined],
    ['call.begin', 'noise'],
    ['call.end', 'noise'],
  ])
  expect(records[2]).toMatchObject({ outcome: 'ok', transport: 'http', address: '127.0.0.1' })
  expect(brokenAt(records)).toBeUndefined()
  expect(text).not.toContain(TOKEN)
  expect(text).not.toContain('wrong-wrong')
})

it('runs nothing that may destroy while its disk is full', async () => {
  const { url, says } = await start({ MCP_AUDIT_FILE: '/dev/full' })
  await says('server.started')
  const client = await clientOf(url)
  const { isError, content } = await client.callTool({ name: 'wait', arguments: { ms: 1, heed: true } })
  expect(isError).toBe(true)
  expect(JSON.stringify(content)).toContain('cannot be recorded in the audit trail')
  await says('make room on the disk')
  await client.close()
})

it('does not start where the trail cannot be kept', async () => {
  const { exit, output } = await start({ MCP_AUDIT_FILE: join(folder, 'missing', 'audit.jsonl') })
  expect(await exit).toBe(1)
  expect(output.stderr).toContain('create the folder')
})
