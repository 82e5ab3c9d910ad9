import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { freePort } from '@plinth/test-support/ports'
import { SOURCES_ENV } from '@plinth/test-support/sources'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'

const RECOVERY_MS = 1_000

const folder = mkdtempSync(join(tmpdir(), 'plinth-breaker-'))
const broken = join(folder, 'broken')
const held = join(folder, 'held')
const probe = join(folder, 'probe')
const port = await freePort()
const base = `http://127.0.0.1:${port}`
const client = new Client(
  { name: 'test', version: '1.0.0' },
  { versionNegotiation: { mode: { pin: '2026-07-28' } } },
)
const leaving = new AbortController()
let server: ReturnType<typeof spawn>
let log = ''
let events = ''

beforeAll(async () => {
  // A real program, which goes on for as long as one file is there, and fails as long as another is.
  const script = `while test -e ${held}; do sleep 0.02; done; test ! -e ${broken} && echo works`
  writeFileSync(probe, `#!/bin/sh\n${script}\n`, { mode: 0o755 })
  server = spawn(process.execPath, [join(import.meta.dirname, 'breaker-life.fixtures.ts')], {
    cwd: folder,
    env: {
      ...SOURCES_ENV,
      PROBE: probe,
      MCP_SERVER_TRANSPORT: 'http',
      MCP_SERVER_PORT: String(port),
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  server.stderr?.on('data', chunk => {
    log += chunk
  })
  await vi.waitFor(() => expect(log).toContain('server.started'), { timeout: 30_000 })
  await client.connect(new StreamableHTTPClientTransport(new URL(`${base}/mcp`)))
  const { body } = await fetch(`${base}/events?types=breaker.changed`, { signal: leaving.signal })
  void (async () => {
    for await (const chunk of body ?? []) events += Buffer.from(chunk)
  })().catch(() => {})
})

afterAll(async () => {
  leaving.abort()
  await client.close()
  server.kill('SIGTERM')
  await once(server, 'close')
  rmSync(folder, { recursive: true })
})

const call = async (): Promise<string> => {
  const { isError, _meta } = await client.callTool({ name: 'probe', arguments: { target: '127.0.0.1' } })
  if (!isError) return 'works'
  const error = _meta?.['dev.plinth/error']
  return error && typeof error === 'object' && 'code' in error ? String(error.code) : 'no code'
}

const changesIn = (lines: string[]): string[] =>
  lines.map(line => {
    const { name, from, to } = JSON.parse(line)
    return `${name} ${from} ${to}`
  })

/** The state as each who watches has it. */
const seen = async () => {
  const [health, metrics] = await Promise.all([fetch(`${base}/health`), fetch(`${base}/metrics`)])
  const { checks } = JSON.parse(await health.text())
  const [, state] =
    /^mcp_circuit_breaker_state\{tool="probe",state="(\w+)"\} 1$/m.exec(await metrics.text()) ?? []
  return { code: health.status, health: checks.breakers.metadata.probe, metrics: state }
}

const toldOf = (changes: readonly string[]) =>
  expect
    .poll(() => ({
      events: changesIn(
        [...events.matchAll(/^event: breaker\.changed\ndata: (.*)$/gm)].map(([, data = '']) => data),
      ),
      log: changesIn(log.split('\n').filter(line => line.includes('"event":"breaker.changed"'))),
    }))
    .toEqual({ events: changes, log: changes })

it('the whole life of a breaker shows in answers, health, metrics, events and the log at the same time', async () => {
  const changes: string[] = []
  const state = async (name: string) => {
    await toldOf(changes)
    const { code, ...all } = await seen()
    expect(all).toEqual({ health: name, metrics: name })
    // What is behind a tool fails, and not the server.
    expect(code).not.toBe(503)
  }

  expect(await call()).toBe('works')
  await state('closed')

  writeFileSync(broken, '')
  expect(await call()).toBe('EXECUTION_ERROR')
  await state('closed')
  expect(await call()).toBe('EXECUTION_ERROR')
  changes.push('probe closed open')
  await state('open')
  expect(await call()).toBe('CIRCUIT_BREAKER_OPEN')

  /** One call is let through to see whether it works again, and while it runs all others are turned away. */
  const trial = async (answer: string, next: string) => {
    writeFileSync(held, '')
    const tried = call()
    changes.push('probe open half_open')
    await state('half_open')
    expect(await call()).toBe('CIRCUIT_BREAKER_OPEN')
    rmSync(held)
    expect(await tried).toBe(answer)
    changes.push(`probe half_open ${next}`)
    await state(next)
  }

  await sleep(RECOVERY_MS + 50)
  await trial('EXECUTION_ERROR', 'open')

  // It takes twice as long as the first time.
  await sleep(RECOVERY_MS + 50)
  expect(await call()).toBe('CIRCUIT_BREAKER_OPEN')
  rmSync(broken)
  await sleep(RECOVERY_MS + 50)
  await trial('works', 'closed')
  expect(await call()).toBe('works')
  await state('closed')
})
