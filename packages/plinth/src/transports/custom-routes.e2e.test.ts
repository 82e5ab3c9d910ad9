import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Hono } from 'hono'
import { afterEach, expect, it } from 'vitest'
import { createCustomRoutes, type RouteDeclaration } from './custom-routes.ts'

const servers: Server[] = []

afterEach(() => {
  for (const server of servers.splice(0)) server.close().closeAllConnections()
})

/** Serves declared routes before built-in ones, and says of each answer whether it was for everybody. */
const serve = async (...declarations: readonly RouteDeclaration[]) => {
  const builtIn = new Hono()
  for (const path of ['/', '/health', '/livez']) builtIn.get(path, c => c.text('built in'))
  builtIn.get('/broken', () => {
    throw new Error('broken')
  })
  const errors: unknown[] = []
  const routes = createCustomRoutes(declarations, error => errors.push(error), {
    builtIn,
    maxBodyBytes: () => 1_000,
  })
  const server = createServer((request, response) => {
    const isPublic = routes.isPublic(request)
    response.setHeader('x-public', String(isPublic))
    void (isPublic ? routes.handlePublic : routes.handleProtected)(request, response)
  })
  servers.push(server)
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = server.address() as AddressInfo
  const ask = async (path: string, method = 'GET', body?: string | ReadableStream) => {
    const init = body === undefined ? { method } : { method, body, duplex: 'half' }
    const response = await fetch(`http://127.0.0.1:${port}${path}`, init as RequestInit)
    const isPublic = response.headers.get('x-public') === 'true'
    return { code: response.status, isPublic, text: await response.text() }
  }
  return { ask, errors }
}

const own = (path: string, isPublic: boolean): RouteDeclaration => ({
  configure: app => app.get(path, c => c.text('own')),
  public: isPublic,
})

it('a built-in route decides itself who may call', async () => {
  const { ask } = await serve()
  expect(await ask('/livez?x=1')).toEqual({ code: 200, isPublic: true, text: 'built in' })
  expect(await ask('/livez', 'HEAD')).toEqual({ code: 200, isPublic: true, text: '' })
  expect(await ask('/livez', 'POST')).toMatchObject({ code: 404, isPublic: false })
  expect(await ask('/elsewhere')).toMatchObject({ code: 404, isPublic: false })
})

it.each([true, false])('a declared route of exactly that path comes before, public: %s', async isPublic => {
  const { ask } = await serve(own('/health', isPublic))
  expect(await ask('/health')).toEqual({ code: 200, isPublic, text: 'own' })
  expect(await ask('/livez')).toMatchObject({ text: 'built in' })
})

it.each([true, false])('one that only matches it does not, public: %s', async isPublic => {
  const { ask } = await serve(own('/:page', isPublic), {
    configure: app => app.use(async (_, next) => next()),
    public: isPublic,
  })
  expect(await ask('/health')).toEqual({ code: 200, isPublic: true, text: 'built in' })
  expect(await ask('/other')).toEqual({ code: 200, isPublic, text: 'own' })
})

it('what a built-in route throws is told, and hidden from callers', async () => {
  const { ask, errors } = await serve()
  expect(await ask('/broken')).toMatchObject({ code: 500, text: expect.stringContaining('INTERNAL_ERROR') })
  expect(errors).toEqual([new Error('broken')])
})

it('public middleware for all paths makes nothing public, and hides nothing', async () => {
  const seen: string[] = []
  const { ask } = await serve(
    {
      configure: app => {
        app.use(async (c, next) => {
          seen.push(c.req.path)
          await next()
        })
        app.get('/open', c => c.text('open'))
      },
      public: true,
    },
    own('/inside', false),
  )
  expect(await ask('/inside')).toEqual({ code: 200, isPublic: false, text: 'own' })
  expect(await ask('/nothing')).toMatchObject({ code: 404, isPublic: false })
  expect(await ask('/open')).toEqual({ code: 200, isPublic: true, text: 'open' })
  expect(seen).toEqual(['/open'])
})

it.each([true, false])('a body that is too long is refused, public: %s', async isPublic => {
  const { ask } = await serve({
    configure: app => app.post('/upload', async c => c.text(`${(await c.req.text()).length}`)),
    public: isPublic,
  })
  const chunked = (length: number) => new Blob(['x'.repeat(length)]).stream()
  for (const body of [(length: number) => 'x'.repeat(length), chunked]) {
    expect(await ask('/upload', 'POST', body(1_000))).toMatchObject({ code: 200, text: '1000' })
    expect(await ask('/upload', 'POST', body(1_001))).toMatchObject({ code: 413, isPublic })
  }
})
