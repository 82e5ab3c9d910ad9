import { expect, it } from 'vitest'
import { requireScopes } from '../auth/index.ts'
import { Plinth } from '../plinth.ts'
import { dispatch, textOf } from '../testing/dispatch.fixtures.ts'

/** A server with a module, of which each kind of component has one for everybody and one for writers. */
const shop = () => {
  const server = new Plinth({ name: 'shop' })
  const module = new Plinth({ name: 'stock' })
  const use = [requireScopes('write')]
  module.tool('count', { annotations: { readOnlyHint: true } }, (_, ctx) =>
    ctx.components().map(({ kind, name }) => `${kind} ${name}`),
  )
  module.tool('order', { use, tags: ['costly'] }, () => '')
  module.resource('stock://all', {}, () => '')
  module.resource('stock://{id}', { use }, () => '')
  module.prompt('restock', { use }, () => '')
  server.mount(module, { prefix: 'own' })
  return { server, module }
}

const seenBy = async (server: Plinth, scopes?: readonly string[]) => {
  const caller = scopes ? { principal: { id: 'ada', scopes } } : {}
  const request = { method: 'tools/call', params: { name: 'own_count' } }
  return JSON.parse(textOf(await dispatch(server.runtime, request, caller)))
}

it('a call knows what its caller may use of the whole server, by the names under which it is served', async () => {
  const { server } = shop()
  const open = ['tool own_count', 'resource stock://own/all']
  expect(await seenBy(server)).toEqual(open)
  expect(await seenBy(server, ['read'])).toEqual(open)
  expect(await seenBy(server, ['write'])).toEqual([
    'tool own_count',
    'tool own_order',
    'resource stock://own/all',
    'template stock://own/{id}',
    'prompt own_restock',
  ])
})

it('what is disabled or left out is not there', async () => {
  const { server, module } = shop()
  module.tool('extra', {}, () => '').disable()
  server.runtime.catalogue.filter({ excludeTags: ['costly'] })
  expect(await seenBy(server, ['*'])).not.toEqual(
    expect.arrayContaining(['tool own_extra', 'tool own_order']),
  )
})
