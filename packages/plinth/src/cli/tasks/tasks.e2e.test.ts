import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { ToolError } from '../../define/errors.ts'
import { Plinth } from '../../plinth.ts'
import { memoryTasks } from '../../tasks/memory.ts'
import { sqliteTasks } from '../../tasks/sqlite.ts'
import { aTask } from '../../tasks/store-contract.fixtures.ts'
import { type HttpServing, serveHttp } from '../../transports/http.ts'
import { fakeTerminal } from '../call/terminal.fixtures.ts'
import { folderWith, runCommand } from '../cli.fixtures.ts'

// Some start programs from the sources, on a machine that may be busy.
vi.setConfig({ testTimeout: 120_000 })

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

describe('the server of a file, which ends with the command', () => {
  const kept = (more = '') => `
    import { appendFileSync } from 'node:fs'
    import { setTimeout as sleep } from 'node:timers/promises'
    import { Plinth } from 'plinth'
    import { sqliteTasks } from 'plinth/tasks'
    export const server = new Plinth({ name: 'kept', tasks: { pollIntervalMs: 50, ${more} } })
    server.tool('slow', { task: 'required' }, async (_, ctx) => {
      appendFileSync('runs', 'run ')
      await sleep(300, undefined, { signal: ctx.signal })
      return 'done after all'
    })
    server.tool('stuck', { task: 'required' }, (_, ctx) => sleep(60_000, undefined, { signal: ctx.signal }))
  `
  const ADVICE = 'is for a server that runs already'

  it('is none to leave a task with, or to come back to', async () => {
    const cwd = folderWith({ 'server.ts': kept() })
    for (const words of [
      ['call', 'slow', '--detach'],
      ['task', 'abc'],
      ['task', 'server.ts', 'abc'],
    ])
      expect(await runCommand(words, { cwd })).toEqual({
        code: 2,
        stdout: '',
        stderr: expect.stringContaining(ADVICE),
      })
    expect(existsSync(join(cwd, 'runs'))).toBe(false)
  })

  it('has its task cancelled when nothing was heard of it', async () => {
    const cwd = folderWith({ 'server.ts': kept() })
    const began = performance.now()
    expect(await runCommand(['call', 'stuck', '--timeout', '0.3'], { cwd, env: process.env })).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('0.3 seconds. It was cancelled'),
    })
    expect(performance.now() - began).toBeLessThan(30_000)
  })

  it.each([
    ['the environment', '', { MCP_TASKS_FILE: 'tasks.db' }],
    ['the code', "store: sqliteTasks({ file: 'tasks.db' })", {}],
  ])(
    'leaves alone what waits in the file that %s names, also while another holds it',
    async (_, more, extra) => {
      const cwd = folderWith({ 'server.ts': kept(more) })
      const here = { cwd, env: { ...process.env, ...extra } }
      const store = sqliteTasks({ file: join(cwd, 'tasks.db') })
      await store.add(aTask('waits', { expiresAt: Date.now() + 600_000 }), {
        perOwner: 9,
        total: 9,
        bytes: 1e9,
      })
      for (const isHeld of [true, false]) {
        if (!isHeld) await store.close()
        expect(await runCommand(['list'], here)).toMatchObject({ code: 0, stderr: '' })
        const { stdout } = await runCommand(['inspect'], here)
        expect(stdout).toContain('io.modelcontextprotocol/tasks')
        expect(await runCommand(['call', 'slow'], here)).toEqual({
          code: 0,
          stdout: 'done after all\n',
          stderr: 'The server made a task of it.\n',
        })
      }
      expect(readFileSync(join(cwd, 'runs'), 'utf8')).toBe('run run ')
      const after = sqliteTasks({ file: join(cwd, 'tasks.db') })
      expect(await after.list({ limit: 9 })).toMatchObject({
        tasks: [{ id: 'waits', attempt: 0, version: 0 }],
      })
      await after.close()
    },
  )
})
