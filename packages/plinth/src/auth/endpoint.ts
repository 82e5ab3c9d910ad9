import { isReadableOnTheWay } from '../config/loopback.ts'

/** The authorization server does not answer, or not as it must: nothing is known about a token. */
export class EndpointError extends Error {
  override readonly name = 'EndpointError'
}

/** What asks an authorization server: `fetch`, or what stands in for it. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>

const MAX_BYTES = 1024 * 1024

/**
 * The address of an authorization server.
 *
 * @throws TypeError when it is none, or when others on the way could read what is sent
 */
export const endpointUrl = (given: string | URL, option: string, allowPlaintext: boolean): URL => {
  const text = String(given)
  if (!URL.canParse(text)) throw new TypeError(`${option} is no URL: give the whole address, with https://`)
  const url = new URL(text)
  if (url.username !== '' || url.password !== '')
    throw new TypeError(`${option} holds a user or a password: they do not belong into an address`)
  if (!/^https?:$/.test(url.protocol)) throw new TypeError(`${option} must begin with https://`)
  if (allowPlaintext || !isReadableOnTheWay(url)) return url
  throw new TypeError(
    `${option} begins with http://, so that others on the way can change the answers: use https://, or ` +
      'allowPlaintext where the network is trusted',
  )
}

const readText = async (response: Response, where: string): Promise<string> => {
  const decoder = new TextDecoder()
  let bytes = 0
  let text = ''
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength
    if (bytes > MAX_BYTES) throw new EndpointError(`${where} answers with more than ${MAX_BYTES} bytes`)
    text += decoder.decode(chunk, { stream: true })
  }
  return text + decoder.decode()
}

/** Why nobody answers, as the system calls it: fetch keeps that below its own error. */
const codeIn = (error: unknown): string => {
  const inner = error instanceof Error ? error.cause : undefined
  return inner instanceof Error && 'code' in inner ? ` (${String(inner.code)})` : ''
}

/**
 * Asks an authorization server for a document. Follows no redirect, so that nothing is sent where nobody meant it.
 *
 * @throws EndpointError when there is none, for whatever reason
 */
export const fetchJson = async (fetch: Fetch, url: URL, init: RequestInit): Promise<unknown> => {
  const where = `${url.origin}${url.pathname}`
  try {
    const response = await fetch(url.href, { ...init, redirect: 'manual' })
    if (response.status !== 200) {
      response.body?.cancel().catch(() => {})
      throw new EndpointError(`${where} answers with ${response.status}`)
    }
    return JSON.parse(await readText(response, where))
  } catch (cause) {
    if (cause instanceof EndpointError) throw cause
    const why =
      cause instanceof SyntaxError ? 'answers with what is no JSON' : `does not answer${codeIn(cause)}`
    throw new EndpointError(`${where} ${why}`, { cause })
  }
}
