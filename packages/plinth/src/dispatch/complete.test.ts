import { expect, it } from 'vitest'
import { z } from 'zod'
import type { Completer } from '../define/resource.ts'
import { type Middleware, Plinth } from '../index.ts'
import { dispatch } from '../testing/dispatch.fixtures.ts'
import { TIMEOUT_META_KEY } from './time-limit.ts'

const complete = (server: Plinth, ref: object, argument: object, context?: object) =>
  dispatch(server.runtime, {
    method: 'completion/complete',
    params: { ref, argument, ...(context ? { context } : {}) },
  })

const cities = ['Bergen', 'Berlin', 'Oslo']
const startingWith = (value: string) => cities.filter(city => city.startsWith(value))

const travel = (use: readonly Middleware[] = []) => {
  const server = new Plinth({ name: 'travel' })
  server.prompt(
    'plan',
    { args: z.object({ city: z.string() }), complete: { city: startingWith }, use },
    ({ city }) => city,
  )
  server.resource(
    'streets://{city}/{name}',
    { complete: { name: (value, { city }) => [`${city} ${value}`] } },
    () => '',
  )
  return server
}

it('proposes values for an argument of a prompt, and for a variable of a template that knows the others', async () => {
  expect(
    await complete(travel(), { type: 'ref/prompt', name: 'plan' }, { name: 'city', value: 'Ber' }),
  ).toMatchObject({
    result: { completion: { values: ['Bergen', 'Berlin'], total: 2, hasMore: false } },
  })
  const ref = { type: 'ref/resource', uri: 'streets://{city}/{name}' }
  expect(
    await complete(travel(), ref, { name: 'name', value: 'Ha' }, { arguments: { city: 'Oslo' } }),
  ).toMatchObject({ result: { completion: { values: ['Oslo Ha'] } } })
})

it('tells who types, and when nobody waits any more', async () => {
  const server = new Plinth({ name: 'mine' })
  const own: Completer = (_, __, { principal, signal }) => [`${principal?.id}`, `${signal.aborted}`]
  server.prompt('pick', { args: z.object({ n: z.string() }), complete: { n: own } }, () => '')
  server.use(async (_, next) => next({ principal: { id: 'ada', scopes: [] } }))
  const outcome = await complete(server, { type: 'ref/prompt', name: 'pick' }, { name: 'n', value: '' })
  expect(outcome).toMatchObject({ result: { completion: { values: ['ada', 'false'] } } })
})

it('has what the lifespan of its module made, and the trace of the request', async () => {
  const server = new Plinth({ name: 'trips' })
  const module = new Plinth({ name: 'places', lifespan: async () => ({ places: ['Bergen', 'Oslo'] }) })
  module.prompt(
    'visit',
    {
      args: z.object({ place: z.string() }),
      complete: { place: (typed, _, { deps, trace }) => [...deps.places, typed, trace.traceparent ?? ''] },
    },
    ({ place }) => place,
  )
  server.mount(module)
  const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`
  const params = { ref: { type: 'ref/prompt', name: 'visit' }, argument: { name: 'place', value: 'x' } }
  const outcome = await dispatch(server.runtime, {
    method: 'completion/complete',
    params,
    meta: { traceparent },
  })
  expect(outcome).toMatchObject({ result: { completion: { values: ['Bergen', 'Oslo', 'x', traceparent] } } })
})

it('has nothing to do with questions, whatever state comes along', async () => {
  const params = { ref: { type: 'ref/prompt', name: 'plan' }, argument: { name: 'city', value: 'Os' } }
  const request = { method: 'completion/complete', params, requestState: 'none' }
  expect(await dispatch(travel().runtime, request)).toMatchObject({
    result: { completion: { values: ['Oslo'] } },
  })
})

it('is not waited for any longer than a call may take', async () => {
  const server = new Plinth({ name: 'slow' })
  const never = () => new Promise<never>(() => {})
  server.prompt('pick', { args: z.object({ n: z.string() }), complete: { n: never } }, () => '')
  const params = { ref: { type: 'ref/prompt', name: 'pick' }, argument: { name: 'n', value: '' } }
  const outcome = dispatch(server.runtime, {
    method: 'completion/complete',
    params,
    meta: { [TIMEOUT_META_KEY]: 20 },
  })
  expect(await outcome).toMatchObject({ refusal: { failure: { code: 'TIMEOUT' } } })
})

it('sends a hundred values at the most, and says that there are more', async () => {
  const server = new Plinth({ name: 'many' })
  const all = Array.from({ length: 101 }, (_, n) => `${n}`)
  server.prompt('pick', { args: z.object({ n: z.string() }), complete: { n: () => all } }, () => '')
  const outcome = await complete(server, { type: 'ref/prompt', name: 'pick' }, { name: 'n', value: '' })
  expect(outcome).toMatchObject({ result: { completion: { total: 101, hasMore: true } } })
  expect(
    outcome.kind === 'result' && (outcome.result as { completion: { values: string[] } }).completion.values,
  ).toHaveLength(100)
})

it.each([
  ['an argument without proposals', { name: 'other', value: '' }],
  ['an argument named like a method of every object', { name: 'constructor', value: '' }],
])('proposes nothing for %s', async (_, argument) => {
  const outcome = await complete(travel(), { type: 'ref/prompt', name: 'plan' }, argument)
  expect(outcome).toMatchObject({ result: { completion: { values: [], hasMore: false } } })
})

it.each([
  ['an unknown prompt', { type: 'ref/prompt', name: 'nope' }, { name: 'city', value: '' }],
  ['no reference', null, { name: 'city', value: '' }],
  ['an argument without a name', { type: 'ref/prompt', name: 'plan' }, { value: '' }],
])('refuses %s', async (_, ref, argument) => {
  expect(await complete(travel(), ref as object, argument)).toMatchObject({
    refusal: { reason: 'invalid_params' },
  })
})

it('goes through the middleware of what is completed', async () => {
  const closed: Middleware = async () => ({
    kind: 'refused',
    refusal: { reason: 'forbidden', code: 'PERMISSION_DENIED', message: 'not for you' },
  })
  const outcome = await complete(
    travel([closed]),
    { type: 'ref/prompt', name: 'plan' },
    { name: 'city', value: 'B' },
  )
  expect(outcome).toMatchObject({ refusal: { reason: 'forbidden' } })
})

it.each([
  { type: 'ref/prompt', name: { toString: 1 } },
  { type: 'ref/resource', uri: ['streets://{city}/{name}'] },
])('knows no reference that is no text: %j', async ref => {
  expect(await complete(travel(), ref, { name: 'city', value: '' })).toMatchObject({
    refusal: { reason: 'invalid_params' },
  })
})

it.each([
  [
    { type: 'ref/prompt', name: 'nope' },
    'There is no prompt "nope" here: list the prompts to see which there are',
  ],
  [
    { type: 'ref/resource', uri: 'none://{x}' },
    'There is no resource template "none://{x}" here: list the resource templates to see which there are',
  ],
  [
    { type: 'ref/tool', name: 'nope' },
    'Completion needs a "ref" to a prompt (with a name) or to a resource template (with a uri)',
  ],
])('says what there is not: %j', async (ref, message) => {
  expect(await complete(travel(), ref, { name: 'city', value: '' })).toMatchObject({ refusal: { message } })
})

it('does not repeat an endless name', async () => {
  const ref = { type: 'ref/prompt', name: 'x'.repeat(100_000) }
  const outcome = await complete(travel(), ref, { name: 'city', value: '' })
  expect(JSON.stringify(outcome).length).toBeLessThan(1_000)
})
