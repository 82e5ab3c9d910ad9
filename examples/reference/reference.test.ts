import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { OperationEvent, Principal } from 'plinth'
import { loadConfig } from 'plinth/config'
import { type ConnectOptions, connect, type TestClient } from 'plinth/testing'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Fetch } from './effects.ts'
import { createReference } from './reference.ts'
import { referenceSettings } from './settings.ts'

const ada: Principal = { id: 'ada', tenant: 'acme', scopes: [] }
const bob: Principal = { id: 'bob', tenant: 'umbrella', scopes: [] }

let root: string
const clients: TestClient[] = []
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'reference-'))
})
afterEach(async () => {
  await Promise.all(clients.splice(0).map(client => client.close()))
  rmSync(root, { recursive: true })
})

const serverWith = (env: Record<string, string> = {}, fetch?: Fetch) => {
  const all = { MCP_REFERENCE_ROOT: root, ...env }
  const { config } = loadConfig({ env: all, dotenv: false, extra: referenceSettings })
  return createReference(config, fetch)
}

type Server = ReturnType<typeof createReference>

/** Connects as ada of acme, unless told otherwise. */
const enter = async (server: Server = serverWith(), options: ConnectOptions = { principal: ada }) => {
  const client = await connect(server, options)
  clients.push(client)
  return client
}

describe('fetching', () => {
  const pages: Fetch = async url =>
    url.endsWith('.json')
      ? Response.json({ price: '19.90' })
      : new Response('Once upon a time '.repeat(500), { status: url.endsWith('/gone') ? 404 : 200 })

  it('shows the beginning of a page', async () => {
    const client = await enter(serverWith({ MCP_REFERENCE_PREVIEW_CHARS: '100' }, pages))
    const page = await client.call('fetch_url', { url: 'https://example.com/' })
    expect(page).toMatchObject({ isCut: true, contentType: expect.stringContaining('text/plain') })
    expect(page).toHaveProperty('preview.length', 100)
  })

  it('gives JSON, and says what is none', async () => {
    const client = await enter(serverWith({}, pages))
    const json = (path: string) => client.call('fetch_json', { url: `https://example.com/${path}` })
    expect(await json('a.json')).toEqual({ value: { price: '19.90' } })
    await expect(json('page')).rejects.toThrow('The answer is no JSON')
    await expect(json('gone')).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  it.each(['https://169.254.169.254/', 'https://localhost/', 'http://example.com/', 'https://10.0.0.1/'])(
    'refuses %s',
    async url => {
      const client = await enter()
      await expect(client.call('fetch_url', { url })).rejects.toMatchObject({ code: 'PERMISSION_DENIED' })
    },
  )

  it('refuses hosts that are not allowed', async () => {
    const client = await enter(serverWith({ MCP_REFERENCE_FETCH_HOSTS: 'api.example.com' }))
    await expect(client.call('fetch_json', { url: 'https://example.com/' })).rejects.toThrow('not allowed')
  })
})

describe('files', () => {
  const note = { path: 'notes/today.md', content: 'Buy apples\nSell pears' }

  it('are written, listed, read, and read as resources', async () => {
    const client = await enter()
    expect(await client.call('write_file', note)).toEqual({ written: true })
    expect(await client.call('list_directory', { path: 'notes' })).toMatchObject({
      entries: [{ name: 'today.md', kind: 'file' }],
    })
    expect(await client.call('read_file', { path: note.path, from: 2 })).toMatchObject({
      lines: ['Sell pears'],
      more: false,
    })
    const { contents } = await client.client.readResource({ uri: 'files://notes/today.md' })
    expect(contents).toMatchObject([{ text: note.content, mimeType: 'text/plain' }])
  })

  it.each([
    ['accept', { overwrite: true }, true, 'New'],
    ['accept', { overwrite: false }, false, 'Old'],
    ['decline', undefined, false, 'Old'],
  ] as const)('are overwritten only by a person: %s %o', async (action, content, written, left) => {
    const asked: string[] = []
    const client = await enter(serverWith(), {
      principal: ada,
      capabilities: { elicitation: { form: {} } },
      prepare: official =>
        official.setRequestHandler('elicitation/create', ({ params }) => {
          asked.push(params.message)
          return content ? { action, content } : { action }
        }),
    })
    await client.call('write_file', { path: 'a.txt', content: 'Old' })
    expect(await client.call('write_file', { path: 'a.txt', content: 'New' })).toEqual({ written })
    expect(asked).toEqual(['a.txt is there already. Overwrite it?'])
    expect(await client.call('read_file', { path: 'a.txt' })).toMatchObject({ lines: [left] })
  })

  it('stay as they are where nobody can be asked', async () => {
    const client = await enter()
    await client.call('write_file', { path: 'a.txt', content: 'Old' })
    await expect(client.call('write_file', { path: 'a.txt', content: 'New' })).rejects.toThrow('elicitation')
    expect(await client.call('read_file', { path: 'a.txt' })).toMatchObject({ lines: ['Old'] })
  })

  it('outside of the folder do not exist', async () => {
    const client = await enter()
    for (const path of ['../secret', '/etc/passwd', '.env'])
      await expect(client.call('read_file', { path })).rejects.toMatchObject({ code: 'PERMISSION_DENIED' })
  })
})

describe('calculating', () => {
  it('is exact', async () => {
    const client = await enter()
    const items = [{ price: '0.10', quantity: '3' }, { price: '1999999999999.99' }]
    expect(await client.call('calculate_total', { items, taxPercent: '25' })).toEqual({
      net: '2000000000000.29',
      tax: '500000000000.07',
      total: '2500000000000.36',
    })
    await expect(client.call('calculate_total', { items: [{ price: '1e3' }] })).rejects.toThrow('price')
  })

  it('runs programs, which can add up, and ends those that do not end', async () => {
    const client = await enter(serverWith({ MCP_REFERENCE_CPU_MS: '20' }))
    const run = (code: string) => client.call('run_code', { code })
    const code = "return (await calculateTotal({ items: [{ price: '0.1' }, { price: '0.2' }] })).total"
    expect(await run(code)).toMatchObject({ status: 'done', value: '0.30' })
    expect(await run('return typeof fetch + typeof process')).toMatchObject({ value: 'undefinedundefined' })
    expect(await run('for (;;);')).toMatchObject({ status: 'limit', limit: 'cpu' })
  })
})

describe('tenants', () => {
  it('do not see the files of others', async () => {
    const server = serverWith()
    const [acme, umbrella] = [await enter(server), await enter(server, { principal: bob })]
    await acme.call('write_file', { path: 'plan.txt', content: 'Secret' })
    const path = 'plan.txt'
    await expect(umbrella.call('read_file', { path })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(umbrella.client.readResource({ uri: `files://${path}` })).rejects.toThrow()
    await expect(umbrella.call('read_file', { path: '../t-acme/plan.txt' })).rejects.toThrow('refused')
    expect(await umbrella.call('list_directory')).toMatchObject({ entries: [] })
    expect(readdirSync(root)).toEqual(['t-acme', 't-umbrella'])
  })

  it('have limits of their own', async () => {
    const server = serverWith({ MCP_RATE_LIMIT_REQUESTS: '2', MCP_RATE_LIMIT_BURST: '2' })
    const [acme, umbrella] = [await enter(server), await enter(server, { principal: bob })]
    const bill = { items: [{ price: '1' }] }
    for (let n = 0; n < 2; n++) await acme.call('calculate_total', bill)
    await expect(acme.call('calculate_total', bill)).rejects.toThrow('Too many requests')
    expect(await umbrella.call('calculate_total', bill)).toMatchObject({ total: '1.00' })
  })

  it('are needed, and what was refused tells whose it was', async () => {
    const server = serverWith()
    const events: OperationEvent[] = []
    server.runtime.events.subscribe(event => void events.push(event))
    const nobody = await enter(server, { principal: { id: 'eve', scopes: ['*'] } })
    await expect(nobody.client.listTools()).rejects.toThrow('needs a tenant')
    await expect(nobody.call('list_directory')).rejects.toThrow('needs a tenant')
    const acme = await enter(server)
    await expect(acme.call('read_file', { path: '../plan' })).rejects.toThrow('refused')
    expect(events).toContainEqual(
      expect.objectContaining({
        type: 'security.refused',
        rule: 'traversal',
        origin: expect.objectContaining({ tenant: 'acme', principal: 'ada' }),
      }),
    )
  })
})

it('tells its limits, and prompts', async () => {
  const { client } = await enter(serverWith({ MCP_REFERENCE_FETCH_PER_SEC: '7' }))
  const { contents } = await client.readResource({ uri: 'reference://limits' })
  expect(contents).toMatchObject([{ text: '{"hosts":"every public host","fetchPerSec":7}' }])
  const { messages } = await client.getPrompt({ name: 'bill', arguments: { path: 'bill.md' } })
  expect(messages).toMatchObject([{ role: 'user', content: { text: expect.stringContaining('in EUR') } }])
})
