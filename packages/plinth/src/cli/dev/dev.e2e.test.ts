import { chmodSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Client } from '@modelcontextprotocol/client'
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio'
import { freePort } from '@plinth/test-support/ports'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { folderWith, runProgram, startProgram } from '../cli.fixtures.ts'
import { ownProgram } from '../own-program.ts'

// Each starts programs from the sources, one after the other, on a machine that may be busy.
vi.setConfig({ testTimeout: 120_000 })

const serverWith = (...tools: string[]) => `
  import { Plinth } from 'plinth'
  export const server = new Plinth({ name: 'changing' })
  ${tools.map(name => `server.tool('${name}', {}, () => '${name}')`).join('\n')}
  server.tool('wait', {}, () => new Promise(() => setTimeout(() => {}, 60_000)))
`
const withPrompt = `${serverWith('second')}\nserver.prompt('review', {}, () => 'Review')`

const connect = async (cwd: string, mode: 'legacy' | { pin: string }) => {
  const changed = new Set<string>()
  const client = new Client(
    { name: 'test', version: '1.0.0' },
    {
      versionNegotiation: { mode },
      listChanged: {
        tools: { onChanged: () => changed.add('tools') },
        prompts: { onChanged: () => changed.add('prompts') },
      },
    },
  )
  // A class of our own, so that the client does not start the server a second time to find out what it speaks.
  const Transport = class extends StdioClientTransport {}
  const transport = new Transport({ ...ownProgram('dev', 'server.ts'), cwd, stderr: 'pipe' })
  let said = ''
  transport.stderr?.on('data', chunk => {
    said += chunk
  })
  onTestFinished(() => client.close())
  await client.connect(transport)
  return { client, changed, said: () => said }
}

const namesOf = async (client: Client) => (await client.listTools()).tools.map(({ name }) => name)

describe.each<[string, 'legacy' | { pin: string }]>([
  ['2025-11-25', 'legacy'],
  ['2026-07-28', { pin: '2026-07-28' }],
])('plinth dev on stdio, on %s', (_, mode) => {
  it('keeps the client through changes, errors and their mending', { timeout: 180_000 }, async () => {
    const cwd = folderWith({ 'server.ts': serverWith('first') })
    const { client, changed, said } = await connect(cwd, mode)
    const patience = { timeout: 30_000, interval: 100 }
    expect(await namesOf(client)).toEqual(['first', 'wait'])

    const waiting = client.callTool({ name: 'wait', arguments: {} }).catch((error: Error) => error.message)
    writeFileSync(join(cwd, 'server.ts'), withPrompt)
    expect(await waiting).toContain('The server was stopped while it worked on this: server.ts changed')
    await expect.poll(() => [...changed].sort(), patience).toEqual(['prompts', 'tools'])
    expect(await namesOf(client)).toEqual(['second', 'wait'])
    expect((await client.listPrompts()).prompts).toMatchObject([{ name: 'review' }])

    writeFileSync(join(cwd, 'server.ts'), 'export const = 1')
    await expect.poll(said, patience).toContain('the server does not run')
    await expect(client.callTool({ name: 'second', arguments: {} })).rejects.toThrow(
      /The server does not start: .*SyntaxError/,
    )

    writeFileSync(join(cwd, 'server.ts'), serverWith('third'))
    await expect
      .poll(() => client.callTool({ name: 'third', arguments: {} }).catch(() => undefined), patience)
      .toMatchObject({ content: [{ type: 'text', text: 'third' }] })
  })
})

it('plinth dev over HTTP starts the server again, and ends it with itself', async () => {
  const cwd = folderWith({ 'server.ts': serverWith('first') })
  const port = await freePort()
  const url = `http://127.0.0.1:${port}/mcp`
  const child = startProgram(['dev', 'server.ts', '--transport', 'http', '--port', String(port)], cwd)
  const listed = async () => (await runProgram(['list', url], { cwd })).stdout
  const patience = { timeout: 40_000, interval: 200 }
  await expect.poll(listed, patience).toContain('first')
  writeFileSync(join(cwd, 'server.ts'), serverWith('second'))
  await expect.poll(listed, patience).toContain('second')
  child.kill('SIGTERM')
  expect(await new Promise(resolve => child.once('close', resolve))).toBe(0)
  expect((await runProgram(['list', url], { cwd })).code).toBe(3)
})

it('plinth dev on stdio ends when it is told to, with its server, though the client is still there', async () => {
  const cwd = folderWith({ 'server.ts': serverWith('first') })
  const child = startProgram(['dev', 'server.ts'], cwd)
  let said = ''
  child.stderr.on('data', chunk => {
    said += chunk
  })
  await expect.poll(() => said, { timeout: 20_000 }).toContain('serves on stdio')
  child.kill('SIGINT')
  expect(await new Promise(resolve => child.once('close', resolve))).toBe(0)
})

it('plinth dev --inspect opens the inspector on what it serves', async () => {
  const cwd = folderWith({ 'server.ts': serverWith('first'), npx: '#!/bin/sh\necho "$@" > "$OUT"\n' })
  chmodSync(join(cwd, 'npx'), 0o755)
  const out = join(cwd, 'out')
  const env = { PATH: `${cwd}:${process.env.PATH}`, OUT: out }
  const { code } = await runProgram(['dev', 'server.ts', '--inspect', '--transport', 'stdio'], { cwd, env })
  expect(code).toBe(0)
  expect(readFileSync(out, 'utf8')).toMatch(
    /^--yes @modelcontextprotocol\/inspector .*plinth\.mjs dev --transport stdio server\.ts\n$/,
  )
})

it('plinth dev says that a URL is served already', async () => {
  expect(await runProgram(['dev', 'http://127.0.0.1:1/mcp'])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('is served already'),
  })
})
