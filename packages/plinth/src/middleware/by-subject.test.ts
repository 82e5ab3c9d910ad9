import { describe, expect, it } from 'vitest'
import type { Middleware } from '../define/middleware.ts'
import { Plinth } from '../plinth.ts'
import { dispatch } from '../testing/dispatch.fixtures.ts'
import { SCOPES, scopedServer, visitAll } from '../testing/scopes.fixtures.ts'
import { bySubject } from './by-subject.ts'

const counter = (max = 100) => {
  const counts = bySubject(max, () => ({ count: 0 }))
  const middleware: Middleware = (ctx, next) => {
    counts.of(ctx).count += 1
    return next()
  }
  const seen = () =>
    counts.all().map(({ subject, value }) => `${subject.kind}:${subject.name} ${value.count}`)
  return { middleware, seen }
}

describe('a value for each subject', () => {
  it.each(SCOPES)('is kept by component where middleware stands at a $scope', async ({ scope, sees }) => {
    const { middleware, seen } = counter()
    const server = scopedServer(scope, middleware)
    await visitAll(server, 'a')
    await visitAll(server, 'b')
    expect(seen()).toEqual(sees.map(subject => `${subject} 2`))
  })

  it('is never kept by a name that only the caller gave', async () => {
    const { middleware, seen } = counter()
    const server = new Plinth({ name: 'test' }).use(middleware)
    for (let n = 0; n < 50; n++) {
      await dispatch(server.runtime, { method: 'tools/call', params: { name: `made-up-${n}` } })
      await dispatch(server.runtime, { method: `made/up-${n}`, params: {} })
    }
    expect(seen()).toEqual(['method:tools/call 50', 'method:unknown 50'])
  })

  it('is shared by those for which there is no more room', async () => {
    const { middleware, seen } = counter(2)
    const server = new Plinth({ name: 'test' }).use(middleware)
    for (let n = 0; n < 5; n++) server.tool(`tool-${n}`, {}, () => 'done')
    for (let n = 0; n < 5; n++)
      await dispatch(server.runtime, { method: 'tools/call', params: { name: `tool-${n}` } })
    expect(seen()).toEqual(['tool:tool-0 1', 'tool:tool-1 1', 'other:other 3'])
  })

  it('takes names that are keys of every object', async () => {
    const { middleware, seen } = counter()
    const server = new Plinth({ name: 'test' }).use(middleware)
    server.tool('__proto__', {}, () => 'done')
    server.tool('constructor', {}, () => 'done')
    for (const name of ['__proto__', 'constructor'])
      await dispatch(server.runtime, { method: 'tools/call', params: { name } })
    expect(seen()).toEqual(['tool:__proto__ 1', 'tool:constructor 1'])
  })
})
