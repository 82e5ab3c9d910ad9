import { describe, expectTypeOf, test } from 'vitest'
import { z } from 'zod'
import {
  type Callable,
  type Context,
  type ContextOf,
  type Handle,
  Plinth,
  type PromptDefinition,
  prompt,
  type ResourceDefinition,
  resource,
  type TemplateDefinition,
  type Tool,
  type ToolDefinition,
  tool,
} from './index.ts'
import type { TestClient } from './testing/index.ts'

const server = new Plinth({ name: 'test' })

describe('the context of a handler', () => {
  const withDeps = new Plinth({ name: 'deps', lifespan: async () => ({ pool: { size: 3 } }) })

  test('holds what the lifespan made', () => {
    withDeps.tool('t', {}, (_, ctx) => {
      expectTypeOf(ctx.deps).toEqualTypeOf<{ pool: { size: number } }>()
    })
    withDeps.prompt('p', {}, (_, ctx) => {
      expectTypeOf(ctx.deps.pool.size).toEqualTypeOf<number>()
      return ''
    })
    withDeps.resource('a://b', {}, ctx => {
      expectTypeOf(ctx.deps.pool.size).toEqualTypeOf<number>()
      return ''
    })
    withDeps.resource('a://{b}', {}, (_, ctx) => {
      expectTypeOf(ctx.deps.pool.size).toEqualTypeOf<number>()
      return ''
    })
    expectTypeOf<ContextOf<typeof withDeps>>().toEqualTypeOf<Context<{ pool: { size: number } }>>()
  })

  test('is named for components of their own', () => {
    type Deps = ContextOf<typeof withDeps>
    const sized = tool(
      't',
      { input: z.object({ n: z.number() }) },
      ({ n }, ctx: Deps) => n + ctx.deps.pool.size,
    )
    withDeps.add(sized)
    // @ts-expect-error this server has no pool
    server.add(sized)
    const read = resource('a://b', {}, (ctx: Deps) => `${ctx.deps.pool.size}`)
    withDeps.add(read)
    // @ts-expect-error this server has no pool
    server.add(read)
    const readOne = resource('a://{b}', {}, ({ b }, ctx: Deps) => `${b}${ctx.deps.pool.size}`)
    withDeps.add(readOne)
    // @ts-expect-error this server has no pool
    server.add(readOne)
    const ask = prompt(
      'p',
      { args: z.object({ a: z.string() }) },
      ({ a }, ctx: Deps) => `${a}${ctx.deps.pool.size}`,
    )
    withDeps.add(ask)
    // @ts-expect-error this server has no pool
    server.add(ask)
  })

  test('serves anywhere where it needs nothing', () => {
    const plain = tool('t', { input: z.object({ n: z.number() }) }, ({ n }) => n)
    server.add(plain)
    withDeps.add(plain)
    withDeps.add(resource('a://b', {}, ctx => ctx.correlationId))
    withDeps.add(resource('a://{b}', {}, ({ b }, ctx) => b + ctx.correlationId))
    withDeps.add(prompt('p', {}, (_, ctx) => ctx.correlationId))
  })

  test('is not known of a definition that came without its types', () => {
    server.add({} as ToolDefinition)
    server.add({} as ToolDefinition | PromptDefinition | ResourceDefinition | TemplateDefinition)
  })

  test('gets the configuration of a module checked', () => {
    const module = new Plinth({
      name: 'module',
      config: z.object({ url: z.string(), retries: z.int().default(2) }),
      lifespan: ({ config }) => {
        expectTypeOf(config).toEqualTypeOf<{ url: string; retries: number }>()
        return {}
      },
    })
    server.mount(module, { config: { url: 'http://x' } })
    // @ts-expect-error url is missing
    server.mount(module, { config: { retries: 1 } })
    // @ts-expect-error this module takes none
    server.mount(new Plinth({ name: 'x' }), { config: { url: 'x' } })
    // @ts-expect-error config is missing
    server.mount(module, { prefix: 'm' })
    // @ts-expect-error config is missing
    server.mount(module)
    // @ts-expect-error config is missing
    server.import(module)
  })

  test('which may be left out where its schema takes nothing, or no fields', () => {
    const config = z.object({ url: z.string().default('http://x') })
    const mounts = (module: Plinth<object, unknown, typeof config>) =>
      server.mount(module).mount(module, { prefix: 'm' }).import(module, { config: {} })
    expectTypeOf(mounts).returns.toEqualTypeOf(server)
    server.mount(new Plinth({ name: 'x', config: z.object({ url: z.string() }).optional() }))
    server.mount(new Plinth({ name: 'x' }), { prefix: 'm' })
  })
})

describe('a client and a handler call tools by their handles', () => {
  const client = {} as TestClient
  const forecast = server.tool(
    'forecast',
    {
      input: z.object({ city: z.string(), days: z.int().default(3) }),
      output: z.object({ highs: z.array(z.number()), at: z.string().default('noon') }),
    },
    () => ({ highs: [] }),
  )
  const plain = server.tool('plain', {}, () => 'x')

  test('what goes in is what a caller must send, what comes out what is sent', () => {
    expectTypeOf(client.call(forecast, { city: 'Oslo' })).resolves.toEqualTypeOf<{
      highs: number[]
      at: string
    }>()
    expectTypeOf(client.call(plain, {})).resolves.toEqualTypeOf<unknown>()
    // @ts-expect-error city is missing
    client.call(forecast, {})
    // @ts-expect-error days are a number
    client.call(forecast, { city: 'Oslo', days: '2' })
    // @ts-expect-error it takes no arguments
    client.call(plain, { city: 'Oslo' })
    // @ts-expect-error city is missing
    client.call(forecast)
    client.call(plain)
    expectTypeOf(client.call('by-name', { any: 1 })).resolves.toEqualTypeOf<unknown>()
  })

  test('a wrong argument is an error at that argument, and not at the tool', () => {
    // Errors are told at the line that they are in, so each stands in a line of its own.
    client.call(forecast, {
      city: 'Oslo',
      // @ts-expect-error there is no such argument
      dayz: 3,
    })
    client.call(forecast, {
      // @ts-expect-error city is a text
      city: 3,
    })
    server.tool('t', {}, async (_, ctx) => {
      await ctx.call(forecast, {
        city: 'Oslo',
        // @ts-expect-error there is no such argument
        dayz: 3,
      })
    })
  })

  test('in a handler too', () => {
    server.tool('t', {}, async (_, ctx) => {
      expectTypeOf(ctx.call(forecast, { city: 'Oslo' })).resolves.toEqualTypeOf<{
        highs: number[]
        at: string
      }>()
      // @ts-expect-error city is missing
      await ctx.call(forecast, {})
    })
  })

  test('also one that was declared without a server', () => {
    const standalone = tool(
      't',
      { input: z.object({ n: z.number() }), output: z.object({ n: z.number() }) },
      x => x,
    )
    expectTypeOf(client.call(standalone, { n: 1 })).resolves.toEqualTypeOf<{ n: number }>()
    expectTypeOf(server.add(standalone)).toExtend<Callable & Pick<Handle, 'enable' | 'disable'>>()
  })
})

test('what declarations give has short types', () => {
  const input = z.object({ n: z.number() })
  const output = z.object({ ok: z.boolean() })
  type Served = Tool<typeof input, typeof output, Context<object>> & Handle<ToolDefinition>
  const served = server.tool('t', { input, output }, () => ({ ok: true }))
  expectTypeOf<typeof served>().toEqualTypeOf<Served>()
  expectTypeOf(server.resource('a://{b}', {}, () => '')).toEqualTypeOf<Handle<TemplateDefinition>>()
  expectTypeOf(server.resource('a://b', {}, () => '')).toEqualTypeOf<Handle<ResourceDefinition>>()
  expectTypeOf(server.prompt('p', {}, () => '')).toEqualTypeOf<Handle<PromptDefinition>>()
  expectTypeOf(tool('t', { input, output }, () => ({ ok: true }))).toEqualTypeOf<
    Tool<typeof input, typeof output, Context>
  >()
  expectTypeOf(server.use((_, next) => next())).toEqualTypeOf(server)
  expectTypeOf(server.mount(new Plinth({ name: 'm' }))).toEqualTypeOf(server)
})
