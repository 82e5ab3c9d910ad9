import { afterAll, describe, expect, it } from 'vitest'
import { ToolError } from '../../define/errors.ts'
import { fakeClock } from '../../testing/fake-clock.ts'
import { codeExecutor } from './code-executor.ts'
import type { CodeResult } from './executor-options.ts'

const executor = codeExecutor({ cpuMs: 500, timeoutMs: 8_000, concurrency: 1 })
afterAll(() => executor.close())
const run = (code: string, options?: Parameters<typeof executor.run>[1]) => executor.run(code, options)
const given = (result: CodeResult) => (result.status === 'done' ? result.value : result)

/** Runs a program that must not end well, and then one that must. */
const survives = async (code: string) => {
  const result = await run(code)
  expect(given(await run('return 6 * 7'))).toBe(42)
  return result
}

describe('a program', () => {
  it.each([
    ['return 1 + 1', 2],
    ['return { a: [1, "x", null] }', { a: [1, 'x', null] }],
    ['const x = await Promise.resolve(3); return x', 3],
    ['1 + 1', undefined],
    ['return', undefined],
    ['return undefined', undefined],
    ['return null', null],
    ['return new Date(0)', '1970-01-01T00:00:00.000Z'],
    ['return [new Date(2026, 0, 1).getTimezoneOffset()]', [0]],
    ['return "ä€😀".length', 4],
    ['return "ä€😀"', 'ä€😀'],
  ])('%j gives %j', async (code, value) => expect(given(await run(code))).toEqual(value))

  it.each([
    ['throw new TypeError("wrong")', 'TypeError', 'wrong'],
    ['throw "text"', 'Error', 'text'],
    ['throw null', 'Error', 'null'],
    ['throw { toString() { throw 1 } }', 'Error', '{}'],
    ['await Promise.reject(new Error("late"))', 'Error', 'late'],
    ['return (', 'SyntaxError', 'unexpected token'],
    ['nothing()', 'ReferenceError', 'nothing is not defined'],
    ['return 10n', 'TypeError', 'cannot be made JSON'],
    ['const a = {}; a.a = a; return a', 'TypeError', 'circular'],
    ['await new Promise(() => {})', 'Error', 'never comes'],
  ])('%j fails with %s', async (code, name, message) =>
    expect(await run(code)).toMatchObject({
      status: 'failed',
      error: { name, message: expect.stringContaining(message) },
    }),
  )

  it('says in which line it failed', async () => {
    const result = await run('const a = 1\n\nthrow new Error("here")')
    expect(result).toMatchObject({ error: { stack: expect.stringContaining('program.js:3') } })
    expect(JSON.stringify(result)).not.toContain(import.meta.dirname)
  })

  it('has a console', async () => {
    const { console } = await run(
      'console.log("a", 1, { b: [] }); console.warn(new Error("w")); console.error(null); console.debug(Symbol("s"))',
    )
    expect(console).toEqual([
      { level: 'info', text: 'a 1 {"b":[]}' },
      { level: 'warning', text: 'Error: w' },
      { level: 'error', text: 'null' },
      { level: 'debug', text: 'Symbol(s)' },
    ])
  })

  it('keeps its console where it fails or is ended', async () => {
    expect(await run('console.log(1); throw 1')).toMatchObject({ console: [{ text: '1' }] })
    expect(await run('console.log(1); for (;;);')).toMatchObject({ console: [{ text: '1' }] })
  })

  it('has a clock that stands still, and the same random numbers, where it is told to', async () => {
    const code = 'return [Date.now(), Math.random(), Math.random()]'
    const [first, second, other] = [
      await run(code, { time: 5_000 }),
      await run(code, { time: 5_000 }),
      await run(code),
    ]
    expect(given(first)).toEqual(given(second))
    expect(given(first)).toEqual([5_000, expect.any(Number), expect.any(Number)])
    expect(given(other)).not.toEqual(given(first))
  })
})

describe('functions', () => {
  const functions = {
    add: async (a: unknown, b: unknown) => Number(a) + Number(b),
    nothing: () => {},
    refuse: () => {
      throw new ToolError('Not today', { code: 'PERMISSION_DENIED' })
    },
    break: () => {
      throw new Error('s3cret at /etc')
    },
    slow: (ms: unknown) => new Promise(resolve => setTimeout(() => resolve(ms), Number(ms))),
  }

  it.each([
    ['return await add(1, 2)', 3],
    ['return (await Promise.all([add(1, 2), slow(20), add(3, 4)])).join()', '3,20,7'],
    ['return [await nothing(), typeof await nothing()]', [null, 'undefined']],
    ['try { await refuse() } catch (error) { return error.message }', 'Not today'],
    ['try { await globalThis["break"]() } catch (error) { return error.message }', 'The function failed'],
    ['const r = []; for (let i = 0; i < 20; i++) r.push(await add(i, i)); return r.length', 20],
  ])('%s', async (code, value) => expect(given(await run(code, { functions }))).toEqual(value))

  it('get nothing but JSON', async () => {
    const seen: unknown[] = []
    await run('await take(undefined, () => 1, { f() {} }, NaN, new Map())', {
      functions: { take: (...args) => void seen.push(args) },
    })
    expect(seen).toEqual([[null, null, {}, null, {}]])
  })

  it('are counted, and what they are told too', async () => {
    expect(await run('for (;;) await nothing()', { functions })).toMatchObject({
      status: 'limit',
      limit: 'calls',
    })
    expect(await run('await add("x".repeat(300000))', { functions })).toMatchObject({ limit: 'output' })
  })

  it('that do not come back are waited for until time is up', async () => {
    const clock = fakeClock()
    const short = codeExecutor({ timeoutMs: 100, clock })
    const hang = () => {
      clock.advance(100)
      return new Promise(() => {})
    }
    expect(await short.run('await hang()', { functions: { hang } })).toMatchObject({ limit: 'time' })
    expect(given(await short.run('return 1'))).toBe(1)
    expect(clock.pending).toBe(0)
    await short.close()
  })

  it.each(['a b', '', 'eval', 'Object', '1', 'console', '__proto__ x'])('cannot be called %j', async name =>
    expect(run('return 1', { functions: { [name]: () => 1 } })).rejects.toThrow(TypeError),
  )
})

describe('limits', () => {
  it.each([
    ['for (;;);', 'cpu'],
    ['while (true) await null', 'cpu'],
    ['const f = () => { Promise.resolve().then(f) }; f(); await new Promise(() => {})', 'cpu'],
    ['try { for (;;); } catch {} finally { for (;;); }', 'cpu'],
    ['return /(a+)+$/.test("a".repeat(40) + "b")', 'cpu'],
    ['return JSON.stringify(new Proxy([], { get: (_, k) => k === "length" ? 1e9 : 1 })).length', 'cpu'],
    ['const a = []; for (;;) a.push(new Array(10_000).fill(1))', 'memory'],
    ['new ArrayBuffer(1e9)', 'memory'],
    ['const a = []; for (;;) a.push("x".repeat(1e6) + a.length)', 'memory'],
    ['const m = new Map(); for (let i = 0; ; i++) m.set({}, new Uint8Array(1e5))', 'memory'],
    ['const f = () => f() + 1; return f()', 'stack'],
    ['const o = { toString() { return String(this) } }; return String(o)', 'stack'],
    ['for (;;) console.log("")', 'output'],
    ['console.log("x".repeat(300_000))', 'output'],
    ['return "x".repeat(300_000)', 'output'],
    ['throw new Error("x".repeat(300_000))', 'output'],
  ])('%s ends with: %s', async (code, limit) =>
    expect(await survives(code)).toMatchObject({ status: 'limit', limit }),
  )

  it('a list that fills up ends with whichever comes first: memory, or on a slow machine time', async () =>
    expect(await survives('new Array(1e9).fill(0).sort()')).toMatchObject({
      status: 'limit',
      limit: expect.stringMatching(/^(?:memory|cpu)$/),
    }))

  it.each([
    ['let a = []; for (let i = 0; i < 1e5; i++) a = [a]; return JSON.stringify(a).length'],
    ['return "(".repeat(1e5) + eval("(".repeat(1e5) + ")".repeat(1e5))'],
    ['let o = {}; for (let i = 0; i < 1e5; i++) o = new Proxy(o, {}); return o.x'],
    ['const f = () => { try { f() } finally { f() } }; f()'],
    ['return new RegExp("(".repeat(1e5) + ")".repeat(1e5)).test("")'],
    ['return 2n ** (2n ** 30n) > 1n'],
    ['const f = async () => { await f() }; await f()'],
    ['return "a".repeat(1e6).replace(/a/g, "$&".repeat(1e3)).length'],
  ])('%s ends', async code => {
    const start = performance.now()
    const { status } = await survives(code)
    expect([status, performance.now() - start]).toEqual([
      expect.stringMatching(/limit|failed/),
      expect.toSatisfy((ms: number) => ms < 5_000),
    ])
  })

  it('tell the call which one was reached', async () => {
    const events: unknown[] = []
    await run('for (;;);', { ctx: { emit: (type, facts) => void events.push([type, facts]) } })
    expect(events).toEqual([['security.refused', { what: 'code', subject: 'for (;;);', rule: 'cpu' }]])
  })

  it('of the stack is where it was put', async () => {
    const depthWith = async (stackBytes: number) => {
      await using each = codeExecutor({ stackBytes })
      return Number(
        given(await each.run('let d = 0; const f = () => { d++; f() }; try { f() } catch {} return d')),
      )
    }
    const [small, large] = [await depthWith(32 * 1024), await depthWith(512 * 1024)]
    expect(small).toBeGreaterThan(10)
    expect(large).toBeGreaterThan(small * 8)
  })

  it('must be numbers in their range', () => {
    expect(() => codeExecutor({ stackBytes: 2 ** 20 })).toThrow(RangeError)
    expect(() => codeExecutor({ cpuMs: 0 })).toThrow('cpuMs of codeExecutor is 0')
  })
})

describe('turns', () => {
  it('are limited, and so is waiting for them', async () => {
    const one = codeExecutor({ concurrency: 1, queue: 1 })
    const order: string[] = []
    const functions = { note: (name: unknown) => void order.push(String(name)) }
    const [a, b, c] = await Promise.allSettled(
      ['a', 'b', 'c'].map(name => one.run(`await note("${name}"); return 1`, { functions })),
    )
    expect([a?.status, b?.status, order]).toEqual(['fulfilled', 'fulfilled', ['a', 'b']])
    expect(c).toMatchObject({ reason: { code: 'RESOURCE_EXHAUSTED' } })
    await one.close()
    await expect(one.run('return 1')).rejects.toThrow('closed')
  })

  it('can be given up, and a program can be ended', async () => {
    const one = codeExecutor({ concurrency: 1, cpuMs: 5_000 })
    const endless = new AbortController()
    const first = one.run('for (;;);', { signal: endless.signal })
    const second = one.run('return 1', { signal: AbortSignal.timeout(20) })
    await expect(second).rejects.toMatchObject({ name: 'TimeoutError' })
    endless.abort(new Error('enough'))
    await expect(first).rejects.toThrow('enough')
    expect(given(await one.run('return 1'))).toBe(1)
    await one.close()
  })
})
