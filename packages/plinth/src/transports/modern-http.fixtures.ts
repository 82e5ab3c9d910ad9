import { request as httpRequest } from 'node:http'
import { eventsIn, everyKind, headersOf, modernRequest } from '../testing/modern.fixtures.ts'
import { serveHttp } from './http.ts'

export const LOG_LEVEL = 'io.modelcontextprotocol/logLevel'
export const SUBSCRIPTION = 'io.modelcontextprotocol/subscriptionId'
export const SERVER = { 'io.modelcontextprotocol/serverInfo': { name: 'every kind', version: '1.2.3' } }
export const CAPABLE = { 'io.modelcontextprotocol/clientCapabilities': { elicitation: { form: {} } } }

export type Fields = Readonly<Record<string, unknown>>

// biome-ignore lint/suspicious/noExplicitAny: what a server says is looked at, not assumed
type Message = any

/** Serves everything there is over HTTP, and speaks to it as a client that hides nothing. */
export const startModern = async () => {
  const { server, state } = everyKind()
  await server.runtime.start()
  const serving = await serveHttp(server.runtime.host, { port: 0 })
  const { url } = serving

  const postMessage = (message: { method?: string; params?: Fields }, headers: object = {}) =>
    fetch(url, {
      method: 'POST',
      headers: { ...headersOf(message), ...headers },
      body: JSON.stringify(message),
    })

  const post = async (method: string, params: Fields = {}, meta: Fields = {}, id: unknown = 1) => {
    const response = await postMessage(modernRequest(id, method, params, meta))
    const text = await response.text()
    const isStream = response.headers.get('content-type') === 'text/event-stream'
    const messages: Message[] = isStream ? eventsIn(text) : [JSON.parse(text)]
    return { status: response.status, headers: response.headers, messages, answer: messages.at(-1) }
  }

  const call = (name: string, args: Fields = {}, meta: Fields = {}, id: unknown = 1) =>
    post('tools/call', { name, arguments: args }, meta, id)

  /** Opens a request, and hands over what the stream says as it comes. */
  const open = (message: { method?: string; params?: Fields }) => {
    const heard: string[] = []
    let ended = false
    const body = JSON.stringify(message)
    const sent = httpRequest(url, {
      method: 'POST',
      headers: { ...headersOf(message), 'content-length': Buffer.byteLength(body) },
    })
    sent.on('response', response => {
      response.setEncoding('utf8').on('data', chunk => heard.push(chunk))
      response.on('end', () => {
        ended = true
      })
      response.on('error', () => {})
    })
    sent.on('error', () => {})
    sent.end(body)
    return {
      messages: (): Message[] => eventsIn(heard.join('')),
      ended: () => ended,
      leave: () => sent.destroy(),
    }
  }

  return { server, state, serving, postMessage, post, call, open }
}
