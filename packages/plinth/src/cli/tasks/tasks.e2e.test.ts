import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { ToolError } from '../../define/errors.ts'
import { Plinth } from '../../plinth.ts'
import { memoryTasks } from '../../tasks/memory.ts'
import { type HttpServing, serveHttp } from '../../transports/http.ts'
import { fakeTerminal } from '../call/terminal.fixtures.ts'
import { runCommand } from '../cli.fixtures.ts'

const aborted: string[] = []
let goOn = Promise.withResolvers<void>()

const createServer = () => {
  const server = new Plinth({ name: 'shop', tasks: { store: memoryTasks(), pollIntervalMs: 20 } })
  server.tool('count', { output: z.object({ sheep: z.int() }), task: 'required' }, async (_, ctx) => {
    ctx.progress(1, 4, 'counting')
    await goOn.promise
    return { sheep: 3 }
  })
  server.tool('ask', { task: 'required' }, async (_, ctx) => {
    const first = await ctx.elicit('How many?', z.object({ count: z.int() }))
    const then = await ctx.elicit('Which size?', z.object({ size: z.enum(['small', 'large']) }))
    return `${first.content?.count} ${then.content?.size}`
  })
  server.tool('fail', { task: 'required' }, () => {
    throw new ToolError('No luck')
  })
  server.tool('wait', { task: 'required' }, async (_, ctx) => {
    await sleep(60_000, undefined, { signal: ctx.signal }).catch(() => aborted.push('wait'))
  })
  server.tool('plain', {}, () => 'at once')
  return server
}

const server = createServer()
let serving: HttpServing
beforeAll(async () => {
  await server.runtime.start()
  serving = await serveHttp(server.runtime.host, { port: 0 })
})
afterAll(async () => {
  await serving.close()
  await server.close()
})

const call = (tool: string, args: readonly string[] = [], io: Parameters<typeof runCommand>[1] = {}) =>
  runCommand(['call', serving.url, tool, ...args], io)
const comeBack = (...args: string[]) => {
  const [id = '', ...rest] = args
  const dashed = id.startsWith('-') && !id.startsWith('--') ? ['--id', id, ...rest] : args
  return runCommand(['task', serving.url, ...dashed])
}
const detached = async (tool: string) => (await call(tool, ['--detach'])).stdout.trim()
const interruptAfter = (ms: number) => ({
  onInterrupt(listener: () => void) {
    setTimeout(listener, ms)
    return () => {}
  },
})

describe('a call that the server makes a task of', () => {
  it('is followed to its result, which fits the schema of the tool', async () => {
    goOn = Promise.withResolvers()
    setTimeout(goOn.resolve, 200)
    const { code, stdout, stderr } = await call('count')
    expect({ code, result: JSON.parse(stdout) }).toEqual({ code: 0, result: { sheep: 3 } })
    expect(stderr).toMatch(/^The server made a task of it\. To come back to it: plinth task http:\S+ \S+\n$/)
  })

  it('tells on a terminal how far it is', async () => {
    goOn = Promise.withResolvers()
    const terminal = fakeTerminal()
    const running = call('count', [], { ...terminal, env: { NO_COLOR: '1' } })
    await terminal.type('working: counting (1 of 4)', '')
    goOn.resolve()
    expect((await running).code).toBe(0)
    expect(terminal.shown().endsWith('\r\u001b[2Ksheep  3\n')).toBe(true)
  })

  it('asks what the task asks, in the terminal and with answers given beforehand', async () => {
    const terminal = fakeTerminal()
    const running = call('ask', ['--answer', 'count=2'], terminal)
    await terminal.type('Which size?', '\u001b[B\r')
    expect((await running).code).toBe(0)
    expect(terminal.shown()).toMatch(/2 large\n$/)
    expect(await call('ask', ['--answer', 'count=2', '--answer', 'size=small'])).toMatchObject({
      code: 0,
      stdout: '2 small\n',
    })
  })

  it('fails as a call does', async () => {
    expect(await call('fail')).toMatchObject({ code: 1, stderr: expect.stringContaining('No luck') })
  })

  it('is cancelled at Ctrl-C', async () => {
    const before = aborted.length
    expect(await call('wait', [], interruptAfter(400))).toMatchObject({
      code: 130,
      stderr: expect.stringContaining('Cancelled'),
    })
    await expect.poll(() => aborted.length).toBe(before + 1)
  })

  it('is left alone when nothing was heard of it for the time that was said', async () => {
    const before = aborted.length
    const { code, stderr } = await call('wait', ['--timeout', '0.3'])
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining('0.3 seconds. It goes on') })
    expect(aborted.length).toBe(before)
    const [, id = ''] = /plinth task \S+ (?:--id=)?(\S+)/.exec(stderr) ?? []
    expect(await comeBack(id, '--no-wait')).toMatchObject({ code: 0, stdout: 'working\n' })
    await comeBack(id, '--cancel')
  })

  it('is none where the server answers at once', async () => {
    expect(await call('plain', ['--detach'])).toEqual({ code: 0, stdout: 'at once\n', stderr: '' })
    expect(await call('plain', ['--revision', '2025-11-25'])).toMatchObject({ code: 0, stdout: 'at once\n' })
  })
})

describe('plinth task', () => {
  it('comes back to a task that was left, and waits for its result', async () => {
    goOn = Promise.withResolvers()
    const id = await detached('count')
    expect(id).toMatch(/^\S+$/)
    expect(await comeBack(id, '--no-wait')).toEqual({
      code: 0,
      stdout: 'working: counting (1 of 4)\n',
      stderr: '',
    })
    goOn.resolve()
    const { code, stdout } = await comeBack(id)
    expect({ code, result: JSON.parse(stdout) }).toEqual({ code: 0, result: { sheep: 3 } })
    expect(JSON.parse((await comeBack(id, '--no-wait', '--raw')).stdout)).toMatchObject({
      status: 'completed',
    })
  })

  it('ends a task, after which there is no result to wait for', async () => {
    const id = await detached('wait')
    expect(await comeBack(id, '--cancel')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^cancelled/),
    })
    expect(await comeBack(id)).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/The task was cancelled/),
    })
  })

  it('leaves a question open that nobody is there to answer', async () => {
    const id = await detached('ask')
    const left = { code: 1, stdout: '', stderr: expect.stringContaining('The task waits for its answer') }
    await expect.poll(async () => (await comeBack(id, '--no-wait')).stdout).toMatch(/^input_required/)
    expect(await comeBack(id)).toEqual(left)
    const half = await comeBack(id, '--answer', 'count=2')
    expect(half).toEqual(left)
    expect(half.stderr).toMatch(/Which size\?\n.*--answer size=\.\.\./)
    expect(await comeBack(id, '--answer', 'size=large')).toMatchObject({ code: 0, stdout: '2 large\n' })
  })

  it('takes an id that begins with a dash', async () => {
    expect(await comeBack('--id=-vH0')).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/not found/i),
    })
    const id = await detached('wait')
    expect(await comeBack('--id', id, '--cancel')).toMatchObject({ code: 0 })
  })

  it('says what is wrong', async () => {
    expect(await comeBack('never-was')).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/not found/i),
    })
    expect(await comeBack()).toMatchObject({ code: 2, stderr: expect.stringContaining('Say which task') })
    expect(await comeBack('a', 'b')).toMatchObject({ code: 2, stderr: expect.stringContaining('too many') })
    expect(await comeBack('a', '--revision', '2025-11-25')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('The server has no tasks'),
    })
  })
})
