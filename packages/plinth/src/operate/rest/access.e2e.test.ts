import { afterEach, describe, expect, it } from 'vitest'
import { asCaller, asOperator, OPERATOR_TOKEN, startShop, TOKEN } from './running-shop.fixtures.ts'

type Shop = Awaited<ReturnType<typeof startShop>>

let shop: Shop | undefined

afterEach(() => shop?.stop())

const NOBODY: Readonly<Record<string, string>> = {}

/** One route of each kind: what everybody, readers, callers and operators may. */
const ROUTES = [
  ['GET', '/livez'],
  ['GET', '/tools'],
  ['POST', '/tools/whoami/execute'],
  ['POST', '/tools/whoami/enable'],
] as const

const codes = async (env: Readonly<Record<string, string>>, headers: Readonly<Record<string, string>>) => {
  shop ??= await startShop(env)
  const { url } = shop
  return Promise.all(
    ROUTES.map(async ([method, path]) => (await fetch(`${url}${path}`, { method, headers })).status),
  )
}

const PUBLIC = { MCP_SERVER_HOST: '0.0.0.0' }
const CALLERS = { MCP_SERVER_TOKEN: TOKEN }
const OPERATORS = { MCP_OPERATOR_TOKEN: OPERATOR_TOKEN }

describe.each([
  ['on loopback without tokens', {}, [200, 200, 200, 200], [200, 200, 200, 200], [200, 200, 200, 200]],
  [
    'with both',
    { ...CALLERS, ...OPERATORS },
    [200, 401, 401, 401],
    [200, 200, 200, 403],
    [200, 200, 401, 200],
  ],
  ['on any address without tokens', PUBLIC, [200, 403, 403, 403], [200, 403, 403, 403], [200, 403, 403, 403]],
  [
    'on any address where something in front checks callers',
    { ...PUBLIC, MCP_SERVER_ALLOW_UNAUTHENTICATED: 'true' },
    [200, 403, 200, 403],
    [200, 403, 200, 403],
    [200, 403, 200, 403],
  ],
  [
    'on any address with operators',
    { ...PUBLIC, ...OPERATORS },
    [200, 401, 403, 401],
    [200, 401, 403, 401],
    [200, 200, 403, 200],
  ],
] as const)('%s', (_, env, nobody, caller, operator) => {
  it('strangers, callers and operators may do what the table says', async () => {
    try {
      expect(await codes(env, NOBODY)).toEqual(nobody)
      expect(await codes(env, asCaller)).toEqual(caller)
      expect(await codes(env, asOperator)).toEqual(operator)
    } finally {
      await shop?.stop()
      shop = undefined
    }
  })
})

describe('metrics', () => {
  it.each([
    ['public', 200, 200, 200],
    ['reader', 401, 200, 200],
    ['operator', 401, 403, 200],
  ])('for %s', async (who, nobody, caller, operator) => {
    shop = await startShop({ ...CALLERS, ...OPERATORS, MCP_OPERATOR_METRICS: who })
    const { url } = shop
    const statuses = [NOBODY, asCaller, asOperator].map(
      async headers => (await fetch(`${url}/metrics`, { headers })).status,
    )
    expect(await Promise.all(statuses)).toEqual([nobody, caller, operator])
    shop = void (await shop.stop())
  })
})

it('a token that nobody could send, or that is short, is refused at the start', async () => {
  await expect(startShop({ MCP_OPERATOR_TOKEN: 'short' })).rejects.toThrow('MCP_OPERATOR_TOKEN')
  await expect(startShop({ MCP_OPERATOR_TOKEN: 'a token with blanks' })).rejects.toThrow('MCP_OPERATOR_TOKEN')
}, 60_000)
