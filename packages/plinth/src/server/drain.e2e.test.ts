import { mkdtempSync, rmSync } from 'node:fs'
import { Agent } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from '@plinth/test-support/ports'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { killAll, runServer } from '../testing/running.fixtures.ts'
import { type Answer, callTool, messagesIn, modern, processesWith, send } from './drain-client.fixtures.ts'

const FIXTURE = join(import.meta.dirname, 'drain.fixtures.ts')
const CALLERS = 200
const folder = mkdtempSync(join(tmpdir(), 'plinth-drain-'))

afterEach(killAll)
afterAll(() => rmSync(folder, { recursive: true }))

/** Whether a call was never taken: its connection was still to be accepted when the server stopped to listen. */
const wasNotTaken = (error: unknown, begunAfterSignal: boolean) =>
  begunAfterSignal && error instanceof Error && 'onOpenConnection' in error && !error.onOpenConnection

interface Load {
  connected: number
  signalled: boolean
  /** Whether callers leave it at the call that they have begun. */
  enough: boolean
}

/** Calls on one connection after the other for as long as there is somebody to call. */
const keepCalling = async (url: string, caller: number, load: Load) => {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const lost: string[] = []
  let answered = 0
  let begunAfterSignal = false
  try {
    for (let id = caller * 10_000; !load.enough; id++) {
      begunAfterSignal = load.signalled
      const answer = await send(url, callTool(id, 'wait', { ms: 150 + ((caller * 7) % 200) }), { agent })
      const [message] = messagesIn(answer.text)
      expect(message).toMatchObject({ id, result: { content: [{ text: 'waited' }] } })
      answered++
      if (answered === 1) load.connected++
    }
  } catch (error) {
    if (!wasNotTaken(error, begunAfterSignal)) lost.push(String(error))
  }
  agent.destroy()
  return { answered, lost }
}

const openSession = async (url: string) => {
  const hello = { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'old', version: '1' } }
  const headers = { 'mcp-protocol-version': '2025-11-25' }
  const begun = await send(url, { ...modern(1, 'initialize', {}), params: hello }, { headers })
  const session = { ...headers, 'mcp-session-id': String(begun.headers['mcp-session-id']) }
  await send(url, { ...{ jsonrpc: '2.0' }, method: 'notifications/initialized' }, { headers: session })
  await send(
    url,
    { ...modern(2, 'resources/subscribe', {}), params: { uri: 'note://one' } },
    { headers: session },
  )
  return session
}

const opened = (url: string, message: object | undefined, options: object) => {
  const { promise, resolve } = Promise.withResolvers<void>()
  const ended = send(url, message, { ...options, onHeaders: resolve })
  return promise.then(() => ({ ended }))
}

const openStreams = async (url: string) => {
  const headers = await openSession(url)
  const subscription = modern(77, 'subscriptions/listen', {
    notifications: { resourceSubscriptions: ['note://one'] },
  })
  const session = await opened(url, undefined, { method: 'GET', headers })
  const listening = await Promise.all(Array.from({ length: 5 }, () => opened(url, subscription, {})))
  return { session: session.ended, subscriptions: listening.map(({ ended }) => ended) }
}

const SUBSCRIPTION_ID = 'io.modelcontextprotocol/subscriptionId'

const expectEnded = (stream: Answer, subscriptions: readonly Answer[]) => {
  expect(stream).toMatchObject({ status: 200, complete: true })
  for (const { complete, text } of subscriptions) {
    expect(complete).toBe(true)
    expect(messagesIn(text).at(-1)).toMatchObject({ id: 77, result: { _meta: { [SUBSCRIPTION_ID]: 77 } } })
  }
}

/** When the probe said "not ready", and when nobody listened any more. */
const watchProbe = async (port: number) => {
  const told: (number | 'gone')[] = []
  while (told.at(-1) !== 'gone') {
    const answer = await send(`http://127.0.0.1:${port}/readyz`, undefined, { method: 'GET' }).catch(
      () => undefined,
    )
    told.push(answer?.status ?? 'gone')
    await sleep(10)
  }
  return told
}

const ROUNDS = 20
/** Rounds at one time: each waits more than it works. */
const LANES = 2

const start = async (round: number) => {
  const delayed = round % 4 === 0
  // In some rounds there is something to abort, after a grace in which all else ends.
  const late = round % 5 === 0
  const port = await freePort()
  const settings = {
    MCP_SERVER_TRANSPORT: 'http',
    MCP_SERVER_PORT: String(port),
    MCP_SERVER_MAX_CONNECTIONS: '1000',
    MCP_SHUTDOWN_GRACE_SEC: late ? '3' : '30',
    MCP_SHUTDOWN_DELAY_SEC: delayed ? '0.2' : '0',
    MCP_ENABLE_METRICS: 'false',
  }
  return { round, delayed, late, port, ...runServer(FIXTURE, settings, folder) }
}

const stopUnderLoad = async (server: Awaited<ReturnType<typeof start>>) => {
  const { round, delayed, late, port } = server
  const url = `http://127.0.0.1:${port}/mcp`
  await server.says('server.started')
  const seconds = `61.${process.pid}${String(round).padStart(3, '0')}`
  const streams = await openStreams(url)
  const naps = Array.from({ length: late ? 4 : 0 }, (_, nap) => send(url, callTool(nap, 'nap', { seconds })))
  await expect
    .poll(() => processesWith(seconds).length, { timeout: 10_000, interval: 50 })
    .toBeGreaterThanOrEqual(3 * naps.length)

  const load: Load = { connected: 0, signalled: false, enough: false }
  const callers = Array.from({ length: CALLERS }, (_, caller) => keepCalling(url, caller, load))
  await expect.poll(() => load.connected, { timeout: 20_000, interval: 5 }).toBe(CALLERS)

  const probe = watchProbe(port)
  load.signalled = true
  server.child.kill('SIGTERM')
  // A slow machine may not get through ever new calls within a short grace.
  load.enough = late
  const told = await Promise.all(callers)
  expect(
    told.flatMap(({ lost }) => lost),
    `round ${round}`,
  ).toEqual([])
  expect(Math.min(...told.map(({ answered }) => answered))).toBeGreaterThan(0)
  for (const aborted of await Promise.all(naps)) {
    expect(aborted).toMatchObject({ status: 200, complete: true })
    expect(aborted.text).toContain('shutting down')
  }
  expectEnded(await streams.session, await Promise.all(streams.subscriptions))
  expect(await server.exit).toBe(0)
  await expect.poll(() => processesWith(seconds), { timeout: 2_000 }).toEqual([])
  expect(server.output.stderr).toMatch(/closed third\nclosed second\nclosed first/)
  const states = await probe
  if (delayed) expect(states).toContain(503)
  expect(states.lastIndexOf(200)).toBeLessThan(delayed ? states.indexOf(503) : states.length)
}

describe.skipIf(process.platform !== 'linux')(
  'on SIGTERM, under 200 concurrent calls with open streams',
  () => {
    it('loses no answer that was due, and leaves no program behind, twenty times over', {
      timeout: 120_000,
    }, async () => {
      const rounds = Array.from({ length: ROUNDS }, (_, round) => round)
      const lane = async () => {
        for (let round = rounds.shift(); round !== undefined; round = rounds.shift())
          await stopUnderLoad(await start(round))
      }
      await Promise.all(Array.from({ length: LANES }, lane))
    })
  },
)

describe.skipIf(process.platform !== 'linux')(
  'on stdio, when the input ends under 200 concurrent calls',
  () => {
    it('all that is due is answered, the rest is aborted, and no program survives', async () => {
      const seconds = `62.${process.pid}`
      const server = runServer(FIXTURE, { MCP_SHUTDOWN_GRACE_SEC: '0.4', LOG_LEVEL: 'warning' }, folder)
      const write = (message: object) => server.child.stdin.write(`${JSON.stringify(message)}\n`)
      write(
        modern(1_000, 'subscriptions/listen', { notifications: { resourceSubscriptions: ['note://one'] } }),
      )
      for (let id = 0; id < CALLERS; id++) write(callTool(id, 'wait', { ms: 100 + (id % 50) }))
      for (let id = 500; id < 504; id++) write(callTool(id, 'nap', { seconds }))
      await expect
        .poll(() => processesWith(seconds).length, { timeout: 30_000, interval: 10 })
        .toBeGreaterThanOrEqual(12)
      server.child.stdin.end()
      expect(await server.exit).toBe(0)
      await expect.poll(() => processesWith(seconds), { timeout: 2_000 }).toEqual([])
      const answers = new Map<number, string>()
      for (const line of server.output.stdout.trim().split('\n')) {
        const { id } = JSON.parse(line)
        if (id !== undefined) answers.set(id, line)
      }
      expect(answers.size).toBe(CALLERS + 4 + 1)
      for (let id = 0; id < CALLERS; id++) expect(answers.get(id)).toContain('waited')
      for (let id = 500; id < 504; id++) expect(answers.get(id)).toContain('shutting down')
      expect(server.output.stderr).toMatch(/closed third\nclosed second\nclosed first/)
    })
  },
)
