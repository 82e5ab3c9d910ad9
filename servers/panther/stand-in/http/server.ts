import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { setTimeout } from 'node:timers/promises'
import { type Fault, type Faults, faultHeader, faultOfHeader } from '../faults.ts'
import { operationOf } from '../graphql/endpoint.ts'
import type { Received } from '../journal.ts'
import type { State } from '../state.ts'
import { answer, routeName } from './answer.ts'
import { readBody } from './read-body.ts'
import { HttpError, type Reply } from './reply.ts'

const headerOf = (request: IncomingMessage, name: string) => {
  const value = request.headers[name]
  return Array.isArray(value) ? value[0] : value
}

/** Headers without the key. */
const headersOf = (request: IncomingMessage) =>
  Object.fromEntries(
    Object.entries(request.headers).flatMap(([name, value]) =>
      name === 'x-api-key' || value === undefined ? [] : [[name, `${value}`]],
    ),
  )

const front = (request: IncomingMessage): Reply => {
  const base = `http://${request.headers.host}`
  const config = { rest: base, WEB_APPLICATION_GRAPHQL_API_ENDPOINT: `${base}/internal/graphql` }
  const script = `<script id="__PANTHER_CONFIG__" type="application/json">${JSON.stringify(config)}</script>`
  return {
    status: 200,
    body: `<!doctype html><title>Panther</title>${script}`,
    headers: { 'content-type': 'text/html' },
  }
}

const failure = (fault: Fault): Reply | undefined => {
  if (fault.kind !== 'status') return undefined
  const { status, message = `fault ${status}`, retryAfter } = fault
  return {
    status,
    body: { message },
    ...(retryAfter !== undefined && { headers: { 'retry-after': `${retryAfter}` } }),
  }
}

const send = (response: ServerResponse, { status, body, headers = {} }: Reply) => {
  const isText = typeof body === 'string'
  response.writeHead(status, { 'content-type': 'application/json', ...headers })
  response.end(body === undefined ? undefined : isText ? body : JSON.stringify(body))
}

const sendHalf = (response: ServerResponse, { body }: Reply) => {
  const whole = JSON.stringify(body ?? { results: [] })
  response.writeHead(200, { 'content-type': 'application/json' })
  response.end(whole.slice(0, Math.ceil(whole.length / 2)))
}

type Parts = { state: State; faults: Faults; closing: AbortSignal }

const receive = async (
  request: IncomingMessage,
  { state }: Parts,
): Promise<{ received: Received; url: URL }> => {
  const { method = 'GET' } = request
  const url = new URL(`http://localhost${request.url}`)
  const body = await readBody(request)
  const { operation, write } = operationOf(body)
  const route = routeName({ method, path: url.pathname })
  const received = state.journal.receive({
    at: state.now(),
    method,
    path: url.pathname,
    route,
    operation,
    status: undefined,
    fault: undefined,
    write: operation === undefined ? method !== 'GET' && url.pathname !== '/public/graphql' : write,
    token: state.tokens.find(headerOf(request, 'x-api-key'))?.name,
    headers: headersOf(request),
    body,
  })
  return { received, url }
}

const handle = async (request: IncomingMessage, response: ServerResponse, parts: Parts) => {
  const { state, faults, closing } = parts
  if (request.url === '/' && request.method === 'GET') return send(response, front(request))
  const { received, url } = await receive(request, parts)
  const { method, path, body } = received
  const fault = faultOfHeader(headerOf(request, faultHeader)) ?? faults.strike(received)
  if (fault !== undefined) received.fault = fault.kind
  if (fault?.kind === 'slow') await setTimeout(fault.delayMs, undefined, { signal: closing })
  const carriedOut = fault === undefined || fault.kind === 'slow' || fault.after === true
  const reply = carriedOut
    ? await answer(state, headerOf(request, 'x-api-key'), { method, path, query: url.searchParams, body })
    : { status: 200 }
  if (fault?.kind === 'drop') return void request.socket.destroy()
  const answered = (fault && failure(fault)) ?? reply
  received.status = answered.status
  if (fault?.kind === 'malformed') return sendHalf(response, reply)
  send(response, answered)
}

/** Starts the server on loopback. */
export const listen = async (parts: Parts, port: number): Promise<Server> => {
  const server = createServer((request, response) => {
    handle(request, response, parts).catch((error: unknown) => {
      if (parts.closing.aborted || response.headersSent) return void request.socket.destroy()
      if (error instanceof HttpError) return send(response, { status: error.status, body: error.body })
      send(response, { status: 500, body: { message: error instanceof Error ? error.message : `${error}` } })
    })
  })
  parts.state.journal.watch(server)
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  server.once('error', reject)
  server.listen(port, '127.0.0.1', resolve)
  await promise
  return server
}
