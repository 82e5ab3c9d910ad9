import { type ErrorCode, Plinth, ToolError, tool } from 'plinth'
import { connect, fakeClock } from 'plinth/testing'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createGuards, type GuardOptions } from './guards.ts'
import { type Kit, limitsOf } from './kit.ts'
import { createNetdiag } from './server.ts'
import { TOOL_DEFAULTS, type ToolName, type ToolSettings } from './tool-settings.ts'

const SETTINGS: ToolSettings = { timeoutSec: 60, concurrency: 2, breakerThreshold: 3, breakerRecoverySec: 30 }

const turn = () => new Promise(resolve => setImmediate(resolve))

async function guarded(handler: () => Promise<string>, options: GuardOptions = {}) {
  const clock = fakeClock()
  const guards = createGuards(SETTINGS, { clock, breaker: { jitter: 0 }, ...options })
  const kit: Kit = {
    findMachine: async target => ({ address: target }),
    toolSettings: { ...TOOL_DEFAULTS, tcp_check: SETTINGS },
    guards: () => guards,
  }
  const check = tool('tcp_check', limitsOf(kit, 'tcp_check'), handler)
  const server = new Plinth({ name: 'test', clock })
  server.add(check)
  const { call, close } = await connect(server)
  onTestFinished(close)
  const code = async (): Promise<unknown> => {
    try {
      await call('tcp_check')
      return 'ok'
    } catch (error) {
      return error instanceof ToolError ? error.code : error
    }
  }
  return { code, clock, info: () => check.options.info?.() }
}

describe('the guards of a tool', () => {
  it.each<ErrorCode>(['CONNECTION_ERROR', 'TIMEOUT', 'VALIDATION_ERROR'])(
    'do not close it for what it found out: %s',
    async found => {
      const { code } = await guarded(async () => {
        throw new ToolError('Nobody answers', { code: found })
      })
      for (let n = 0; n < 10; n++) expect(await code()).toBe(found)
    },
  )

  it('close it when it is broken, for as long as is set, and then try again', async () => {
    let broken = true
    const { code, clock, info } = await guarded(async () => {
      if (broken) throw new Error('no such function')
      return 'fine'
    })
    const broke = [await code(), await code(), await code()]
    expect(broke).toEqual(['INTERNAL_ERROR', 'INTERNAL_ERROR', 'INTERNAL_ERROR'])
    expect(await code()).toBe('CIRCUIT_BREAKER_OPEN')
    expect(info()).toMatchObject({ circuit_breaker: 'open' })
    clock.advance(29_999)
    expect(await code()).toBe('CIRCUIT_BREAKER_OPEN')
    broken = false
    clock.advance(1)
    expect([await code(), await code()]).toEqual(['ok', 'ok'])
  })

  it('let as many calls run at once as is set', async () => {
    const { promise, resolve } = Promise.withResolvers<string>()
    const { code, info } = await guarded(() => promise)
    const calls = [code(), code(), code()]
    await turn()
    expect(info()).toEqual({
      timeout_sec: 60,
      concurrency: 2,
      active: 2,
      waiting: 1,
      circuit_breaker: 'closed',
    })
    resolve('done')
    expect(await Promise.all(calls)).toEqual(['ok', 'ok', 'ok'])
    await turn()
    expect(info()).toMatchObject({ active: 0, waiting: 0 })
  })

  it('behave beyond that as is set for all breakers', async () => {
    const { code, clock } = await guarded(
      async () => {
        throw new Error('no such function')
      },
      { breaker: { jitter: 0, growth: 2, maxRecoverySec: 45 } },
    )
    for (let n = 0; n < 3; n++) await code()
    clock.advance(30_000)
    expect(await code()).toBe('INTERNAL_ERROR')
    clock.advance(44_999)
    expect(await code()).toBe('CIRCUIT_BREAKER_OPEN')
    clock.advance(1)
    expect(await code()).toBe('INTERNAL_ERROR')
  })
})

describe('every tool that runs no program', () => {
  const target = 'a.lab.internal'
  it.each<[ToolName, Record<string, unknown>]>([
    ['ping', { target, method: 'tcp' }],
    ['dns_lookup', { name: target, server: target }],
    ['tcp_check', { target, ports: [1] }],
    ['tls_inspect', { target }],
    ['http_check', { url: `http://${target}/` }],
  ])('%s keeps to its settings', async (name, args) => {
    const clock = fakeClock()
    let asked = 0
    const lookup = () => {
      asked += 1
      return new Promise<never>(() => {})
    }
    const tools = { [name]: { ...SETTINGS, concurrency: 1 } }
    const { client, close } = await connect(createNetdiag({ tools, system: { lookup, clock } }).server)
    onTestFinished(close)
    const first = client.callTool({ name, arguments: args })
    const second = client.callTool({ name, arguments: args })
    await expect.poll(() => asked).toBe(1)
    await turn()
    expect(asked).toBe(1)
    clock.advance(60_000)
    for (const answer of await Promise.all([first, second])) {
      expect(answer.isError).toBe(true)
      expect(answer._meta?.['dev.plinth/error']).toMatchObject({
        code: expect.stringMatching(/^(TIMEOUT|RESOURCE_EXHAUSTED)$/),
      })
    }
  })
})
