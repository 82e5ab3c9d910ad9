import { documentedBy } from './documented.fixtures.ts'
import { asCaller, asOperator, OPERATOR_TOKEN, startShop, TOKEN } from './running-shop.fixtures.ts'

export interface Sending {
  /** Default: those of an operator. */
  readonly headers?: Readonly<Record<string, string>>
  readonly json?: unknown
  readonly body?: string
}

/** Starts the shop with tokens; every answer to `send` is checked against the document that it serves. */
export const startCheckedShop = async () => {
  const shop = await startShop({ MCP_SERVER_TOKEN: TOKEN, MCP_OPERATOR_TOKEN: OPERATOR_TOKEN })
  const response = await fetch(`${shop.url}/openapi.json`, { headers: asCaller })
  const documented = documentedBy(JSON.parse(await response.text()))

  const send = async (method: string, path: string, { headers = asOperator, json, body }: Sending = {}) => {
    const sent = json === undefined ? body : JSON.stringify(json)
    const response = await fetch(`${shop.url}${path}`, {
      method,
      headers: { ...(sent === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      ...(sent === undefined ? {} : { body: sent }),
    })
    const type = response.headers.get('content-type') ?? ''
    const text = await response.text()
    const answer = type.startsWith('application/json') ? JSON.parse(text) : text
    documented.check(method, path.split('?', 1)[0] ?? '', response.status, type, answer)
    return { status: response.status, headers: response.headers, body: answer }
  }

  const execute = (tool: string, json: unknown = {}, headers: Sending['headers'] = asCaller) =>
    send('POST', `/tools/${tool}/execute`, { json, headers })

  return { ...shop, send, execute }
}
