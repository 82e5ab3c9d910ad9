import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { CORRELATION_META_KEY, type Middleware, Plinth, ToolError } from '../index.ts'
import { dispatch, textOf } from '../testing/dispatch.fixtures.ts'
import { recordingLog } from '../testing/recording-log.fixtures.ts'

const call = (server: Plinth, name: string, args: object = {}, extra: object = {}) =>
  dispatch(server.runtime, { method: 'tools/call', params: { name, arguments: args }, ...extra })

describe('request state', () => {
  it('is shared by middleware and handler, and gone after the call', async () => {
    const server = new Plinth({ name: 'test' })
    const before: unknown[] = []
    server.use((ctx, next) => {
      before.push(ctx.state.get('n'))
      ctx.state.set('n', 1)
      return next()
    })
    server.tool('read', {}, (_, ctx) => `${ctx.state.get('n')}`)
    expect(textOf(await call(server, 'read'))).toBe('1')
    expect(textOf(await call(server, 'read'))).toBe('1')
    expect(before).toEqual([undefined, undefined])
  })
})

describe('what a lifespan made', () => {
  it('is there for every call, and is the one of the module', async () => {
    let opened = 0
    const pool = (name: string) => () => ({ id: `${name} ${++opened}` })
    const server = new Plinth({ name: 'root', lifespan: pool('root') })
    const module = new Plinth({ name: 'module', lifespan: pool('module') })
    server.tool('own', {}, (_, ctx) => ctx.deps.id)
    module.tool('other', {}, (_, ctx) => ctx.deps.id)
    server.mount(module, { prefix: 'm' })
    const read = async () => [
      textOf(await dispatch(server.runtime, { method: 'tools/call', params: { name: 'own' } })),
      textOf(await dispatch(server.runtime, { method: 'tools/call', params: { name: 'm_other' } })),
    ]
    await server.runtime.start()
    expect(await read()).toEqual(['root 1', 'module 2'])
    expect(await read()).toEqual(['root 1', 'module 2'])
    expect(opened).toBe(2)
  })

  it('that fails is a failed call, and no crash', async () => {
    const server = new Plinth({
      name: 'root',
      lifespan: () => {
        throw new Error('no database at postgres://admin:hunter2@db')
      },
    })
    server.tool('own', {}, () => '')
    const outcome = await dispatch(server.runtime, { method: 'tools/call', params: { name: 'own' } })
    expect(outcome).toMatchObject({ result: { failure: { code: 'INTERNAL_ERROR' } } })
    expect(textOf(outcome)).not.toContain('hunter2')
  })
})

describe('handlers', () => {
  const server = new Plinth({ name: 'test' })
  server.tool('sync', {}, () => 'at once')
  server.tool('async', {}, async () => 'later')
  server.tool('syncThrows', {}, () => {
    throw new ToolError('at once')
  })
  server.tool('asyncThrows', {}, async () => {
    throw new ToolError('later')
  })

  it.each([
    ['sync', 'at once'],
    ['async', 'later'],
    ['syncThrows', 'at once'],
    ['asyncThrows', 'later'],
  ])('may be %s', async (name, expected) => {
    expect(textOf(await call(server, name))).toBe(expected)
  })
})

describe('a correlation id', () => {
  const server = new Plinth({ name: 'test' })
  server.tool('id', {}, (_, ctx) => ctx.correlationId)
  const idOf = async (given?: unknown) =>
    textOf(await call(server, 'id', {}, { meta: { [CORRELATION_META_KEY]: given } }))

  it('is the one that the caller gives', async () => {
    expect(await idOf('trace-1.a:b')).toBe('trace-1.a:b')
  })

  it.each([undefined, '', 'a b', 'a\nb', 'x'.repeat(129), 5, {}])(
    'is a new one where %j is none',
    async given => {
      expect(await idOf(given)).toMatch(/^[0-9a-f-]{36}$/)
      expect(await idOf(given)).not.toBe(await idOf(given))
    },
  )
})

describe('what goes wrong inside of the server', () => {
  const setUp = (middleware: Middleware) => {
    const log = recordingLog()
    const server = new Plinth({ name: 'test', log }).use(middleware)
    server.tool('t', {}, () => 'fine')
    return { log, server }
  }
  const secret = 'postgres://admin:hunter2@db'

  it('is masked when middleware throws it, and found in the log by its id', async () => {
    const { log, server } = setUp(() => {
      throw new Error(secret)
    })
    const outcome = await call(server, 't')
    const [line] = log.lines
    expect(textOf(outcome)).not.toContain('hunter2')
    expect(textOf(outcome)).toContain(String(line?.fields.errorId))
    expect(line).toMatchObject({
      level: 'error',
      event: 'tool.error',
      fields: { name: 't', error: { message: secret } },
    })
  })

  it.each(['tools/list', 'resources/read', 'prompts/get', 'no/such'])('is a refusal of %s', async method => {
    const { server } = setUp(() => {
      throw new Error(secret)
    })
    const outcome = await dispatch(server.runtime, { method, params: { uri: 'a://b', name: 'x' } })
    expect(outcome).toMatchObject({
      kind: 'refused',
      refusal: { reason: 'failed', failure: { code: 'INTERNAL_ERROR' } },
    })
    expect(JSON.stringify({ ...outcome, error: undefined })).not.toContain('hunter2')
  })

  it('is named when middleware returns nothing', async () => {
    const { log, server } = setUp(
      (async (_: unknown, next: () => Promise<unknown>) => void (await next())) as never,
    )
    expect(await call(server, 't')).toMatchObject({ result: { failure: { code: 'INTERNAL_ERROR' } } })
    expect(log.lines[0]?.fields.error).toMatchObject({
      message: expect.stringContaining('what next() gives'),
    })
  })

  it('is named when a result does not fit its schema, and tells the caller nothing of it', async () => {
    const { log, server } = setUp((_, next) => next())
    server.tool('wrong', { output: z.object({ n: z.number() }) }, () => ({ n: secret }) as never)
    const outcome = await call(server, 'wrong')
    expect(textOf(outcome)).not.toContain('hunter2')
    expect(log.lines[0]?.fields.error).toMatchObject({
      message: expect.stringMatching(/"wrong" returned what .* n: /),
    })
  })
})

it('is idle when nothing is carried out', async () => {
  const server = new Plinth({ name: 'test' })
  const { promise, resolve } = Promise.withResolvers<string>()
  server.tool('waits', {}, () => promise)
  const outcome = call(server, 'waits')
  const order: string[] = []
  const idle = server.runtime.dispatcher.idle().then(() => order.push('idle'))
  resolve('done')
  order.push(textOf(await outcome))
  await idle
  expect(order).toEqual(['done', 'idle'])
})
