import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { Plinth } from '../../plinth.ts'
import { type HttpServing, serveHttp } from '../../transports/http.ts'
import { folderWith, runCommand, runProgram } from '../cli.fixtures.ts'
import { fakeTerminal } from './terminal.fixtures.ts'

// Each starts programs from the sources, one after the other, on a machine that may be busy.
vi.setConfig({ testTimeout: 120_000 })

const aborted: string[] = []

const createServer = () => {
  const server = new Plinth({ name: 'shop', stateKeys: ['a secret of this test alone'] })
  const Goods = z.object({ name: z.string(), price: z.number() })
  server.tool(
    'goods',
    {
      input: z.object({ limit: z.int().default(2), tags: z.array(z.string()).optional() }),
      output: z.object({ goods: z.array(Goods), tags: z.array(z.string()) }),
    },
    ({ limit, tags }) => ({
      goods: [
        { name: 'tea', price: 3 },
        { name: 'coffee', price: 4.5 },
      ].slice(0, limit),
      tags: tags ?? [],
    }),
  )
  server.tool('say', { input: z.object({ text: z.string() }) }, ({ text }) => text)
  server.tool('order', { input: z.object({ what: z.string() }) }, async ({ what }, ctx) => {
    const answer = await ctx.elicit(
      `How many ${what}?`,
      z.object({ count: z.int().min(1), gift: z.boolean().default(false), size: z.enum(['small', 'large']) }),
    )
    return answer.action === 'accept'
      ? `ordered ${JSON.stringify(answer.content)}`
      : `not ordered: ${answer.action}`
  })
  server.tool('steps', {}, async (_, ctx) => {
    ctx.progress(1, 4, 'baking')
    await new Promise(resolve => setTimeout(resolve, 200))
    return 'done'
  })
  server.tool('wait', {}, async (_, ctx) => {
    ctx.progress(1)
    await new Promise(resolve => ctx.signal.addEventListener('abort', resolve))
    aborted.push('wait')
    return 'aborted'
  })
  server.resource('notes://all', { mimeType: 'text/plain' }, () => 'a note')
  server.prompt('review', { args: z.object({ diff: z.string() }) }, ({ diff }) => `Review ${diff}`)
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

describe.each(['2026-07-28', '2025-11-25'])('plinth call over HTTP, on %s', revision => {
  const call = (args: readonly string[], io: Parameters<typeof runCommand>[1] = {}) =>
    runCommand(['call', serving.url, ...args, '--revision', revision], io)

  it('prints a structured result as JSON, with the arguments read by the schema', async () => {
    const { code, stdout, stderr } = await call(['goods', 'limit=1', 'tags=a', 'tags=b'])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(JSON.parse(stdout)).toEqual({ goods: [{ name: 'tea', price: 3 }], tags: ['a', 'b'] })
  })

  it('takes the arguments as JSON, and from the input', async () => {
    expect(await call(['say', '--json', '{"text":"from JSON"}'])).toMatchObject({
      code: 0,
      stdout: 'from JSON\n',
    })
    const input = '{"text":"from the input"}'
    expect(await call(['say', '--json', '-'], { input })).toMatchObject({
      code: 0,
      stdout: 'from the input\n',
    })
    expect(await call(['say', '--json', '{text}'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--json is no JSON'),
    })
  })

  it('fails when the tool does', async () => {
    expect(await call(['say', '--json', '{"text":1}'])).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(/The tool failed: .*text/),
    })
  })

  it('suggests the tool and the argument that may have been meant', async () => {
    expect(await call(['good'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('Did you mean goods?'),
    })
    expect(await call(['goods', 'limt=1'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('Did you mean limit?'),
    })
  })

  it('answers what the tool asks with what was given beforehand', async () => {
    const answers = ['--answer', 'count=2', '--answer', 'size=large']
    expect(await call(['order', 'what=teas', ...answers])).toMatchObject({
      code: 0,
      stdout: 'ordered {"count":2,"gift":false,"size":"large"}\n',
    })
  })

  it('says what the tool asks when nobody can answer, and fails', async () => {
    expect(await call(['order', 'what=teas'])).toMatchObject({
      code: 1,
      stdout: 'not ordered: cancel\n',
      stderr: expect.stringMatching(
        /The server asked: How many teas\?\n.*--answer count=\.\.\. --answer gift=/,
      ),
    })
  })

  it('asks in the terminal, field by field', async () => {
    const terminal = fakeTerminal()
    const running = call(['order', 'what=teas'], terminal)
    await terminal.type('count', 'many\r')
    await terminal.type('must be a whole number', '\u007f\u007f\u007f\u007f3\r')
    await terminal.type('gift', 'y')
    await terminal.type('size', '\u001b[B\r')
    const { code } = await running
    expect(terminal.shown()).toContain('How many teas?')
    expect(terminal.shown()).toContain('ordered {"count":3,"gift":true,"size":"large"}')
    expect(code).toBe(0)
  })

  it('tells the server that a question was left', async () => {
    const terminal = fakeTerminal()
    const running = call(['order', 'what=teas'], terminal)
    await terminal.type('count', '\u0003')
    await running
    expect(terminal.shown()).toContain('not ordered: cancel')
  })

  it('shows progress on a terminal, and takes it away', async () => {
    const terminal = fakeTerminal()
    await call(['steps'], terminal)
    expect(terminal.shown()).toContain('25%  baking')
    expect(terminal.shown().endsWith('\r\u001b[2Kdone\n')).toBe(true)
    expect(await call(['steps'])).toEqual({ code: 0, stdout: 'done\n', stderr: '' })
  })

  it('shows tables on a terminal', async () => {
    const terminal = fakeTerminal()
    await call(['goods', 'tags=hot'], { ...terminal, env: { NO_COLOR: '1' } })
    expect(terminal.shown()).toBe('tags  hot\ngoods\n  name    price\n  tea     3\n  coffee  4.5\n')
  })

  it('cancels at Ctrl-C', async () => {
    const before = aborted.length
    let interrupt = () => {}
    const running = call(['wait'], {
      onInterrupt(listener) {
        interrupt = listener
        setTimeout(() => interrupt(), 300)
        return () => {}
      },
    })
    expect(await running).toMatchObject({ code: 130, stderr: expect.stringContaining('Cancelled') })
    await expect.poll(() => aborted.length).toBe(before + 1)
  })
})

describe('where no target is named', () => {
  it('the server of this folder is meant', async () => {
    const cwd = folderWith({
      'server.ts': `
        import { Plinth } from 'plinth'
        export const server = new Plinth({ name: 'here' })
        server.tool('shout', {}, (args) => 'HERE')
        server.resource('notes://all', { mimeType: 'text/plain' }, () => 'a note')
        server.prompt('review', {}, () => 'Review it')
      `,
    })
    const here = { cwd, env: process.env }
    expect(await runCommand(['call', 'shout'], here)).toMatchObject({ code: 0, stdout: 'HERE\n' })
    expect(await runCommand(['call', 'shuot', 'at=once'], here)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('Did you mean shout?'),
    })
    expect(await runCommand(['read', 'notes://all'], here)).toMatchObject({ code: 0, stdout: 'a note\n' })
    expect(await runCommand(['prompt', 'review'], here)).toMatchObject({ code: 0 })
  })

  it('a URL without a path is not blamed on the server alone', async () => {
    const { code, stderr } = await runCommand(['list', new URL('/', serving.url).href])
    expect({ code, stderr }).toEqual({
      code: 3,
      stderr: expect.stringContaining(`usually /mcp: ${serving.url}`),
    })
  })
})

describe('plinth read and plinth prompt', () => {
  it('print what they get', async () => {
    expect(await runCommand(['read', serving.url, 'notes://all'])).toEqual({
      code: 0,
      stdout: 'a note\n',
      stderr: '',
    })
    expect(await runCommand(['prompt', serving.url, 'review', 'diff=x'])).toEqual({
      code: 0,
      stdout: 'user:\nReview x\n',
      stderr: '',
    })
  })

  it('say what is not there', async () => {
    expect(await runCommand(['read', serving.url, 'notes://none'])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('notes://none'),
    })
    expect(await runCommand(['prompt', serving.url, 'revue'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('Did you mean review?'),
    })
    expect(await runCommand(['prompt', serving.url])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('which prompt'),
    })
  })
})

it('calls a tool of a file, with what a terminal would obey taken out on a terminal alone', async () => {
  const cwd = folderWith({
    'tools.ts': `
      import { tool } from 'plinth'
      export const shout = tool('shout', {}, () => '\\u001b[31mred\\u0007')
    `,
  })
  expect(await runProgram(['call', 'tools.ts', 'shout'], { cwd })).toEqual({
    code: 0,
    stdout: '\u001b[31mred\u0007\n',
    stderr: '',
  })
  const terminal = fakeTerminal()
  await runCommand(['call', 'tools.ts', 'shout'], {
    ...terminal,
    cwd,
    env: { ...process.env, NO_COLOR: '1' },
  })
  expect(terminal.shown()).toBe('\ufffd[31mred\ufffd\n')
})
