import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, it } from 'vitest'
import { newCall } from './fake-panther.fixtures.ts'
import { createPanther, type Panther } from './panther.ts'

const opened: (() => unknown)[] = []

afterEach(() => {
  for (const close of opened.splice(0)) close()
})

/** A page that people open, and what it was sent. */
const servePage = async (page: (url: string) => string) => {
  const tokens: unknown[] = []
  const server = createServer((request, response) => {
    tokens.push(request.headers['x-api-key'])
    response.end(page(url))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  opened.push(() => {
    server.closeAllConnections()
    server.close()
  })
  return { url, tokens }
}

const make = (options: Parameters<typeof createPanther>[0]): Panther => {
  const panther = createPanther({ apiToken: 'secret-token', attempts: 1, ...options })
  opened.push(() => panther.close())
  return panther
}

const script = (config: object) =>
  `<script id="__PANTHER_CONFIG__" type="json">${JSON.stringify(config)}</script>`

it('reads from the page where the API is, without showing it the token', async () => {
  const { url, tokens } = await servePage(() =>
    script({ WEB_APPLICATION_GRAPHQL_API_ENDPOINT: 'https://api.example.com/v1/internal/graphql' }),
  )
  const panther = make({ instanceUrl: `${url}/` })
  const found = { rest: 'https://api.example.com/v1', graphql: 'https://api.example.com/v1/public/graphql' }
  expect(await panther.addresses(newCall())).toEqual(found)
  expect(await panther.addresses(newCall())).toEqual(found)
  expect(tokens).toEqual([undefined])
})

it.each(['<html>', script({}), '<script id="__PANTHER_CONFIG__">{</script>'])(
  'takes the address itself where the page says nothing: %s',
  async page => {
    const { url } = await servePage(() => page)
    const panther = make({ instanceUrl: `${url}/public/graphql` })
    expect(await panther.addresses(newCall())).toEqual({ rest: url, graphql: `${url}/public/graphql` })
  },
)

it('goes where the page has moved, and not in circles', async () => {
  const { url: real } = await servePage(() => script({ rest: 'https://api.example.com' }))
  const moving = async (to: (url: string) => string) => {
    const server = createServer((_, response) => response.writeHead(302, { location: to(url) }).end())
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    opened.push(() => {
      server.closeAllConnections()
      server.close()
    })
    return make({ instanceUrl: url }).addresses(newCall())
  }
  expect(await moving(() => `${real}/sign-in`)).toMatchObject({ rest: 'https://api.example.com' })
  expect((await moving(url => url)).rest).toMatch(/^http:\/\/127/)
  await expect(moving(() => 'http://panther.example.com')).rejects.toThrow(/not encrypted/)
})

it('does not take a page that fails for one that says nothing', async () => {
  let isDown = true
  const server = createServer((_, response) => {
    if (isDown) response.writeHead(503).end()
    else response.end(script({ rest: 'https://api.example.com' }))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  opened.push(() => {
    server.closeAllConnections()
    server.close()
  })
  const panther = make({ instanceUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}` })
  await expect(panther.addresses(newCall())).rejects.toMatchObject({ code: 'CONNECTION_ERROR' })
  isDown = false
  expect(await panther.addresses(newCall())).toMatchObject({ rest: 'https://api.example.com' })
})

it('believes no page that would have the token sent in the clear', async () => {
  const { url } = await servePage(() => script({ rest: 'http://api.example.com' }))
  await expect(make({ instanceUrl: url }).addresses(newCall())).rejects.toThrow(/not encrypted/)
})

it('asks nobody when it is told', async () => {
  const panther = make({
    instanceUrl: 'https://127.0.0.1:1',
    restUrl: 'https://api.example.com/',
    graphqlUrl: 'https://api.example.com/graphql',
  })
  expect(await panther.addresses(newCall())).toEqual({
    rest: 'https://api.example.com',
    graphql: 'https://api.example.com/graphql',
  })
})
