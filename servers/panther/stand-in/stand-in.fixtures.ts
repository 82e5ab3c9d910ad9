import { onTestFinished } from 'vitest'
import { createStandIn, type StandInOptions } from './stand-in.ts'

/** When the data of these tests end. */
export const now = Date.parse('2026-06-01T12:00:00Z')

export type Answer = { status: number; headers: Headers; text: string; body: unknown }

const answerOf = async (response: Response): Promise<Answer> => {
  const text = await response.text()
  const isJson = response.headers.get('content-type') === 'application/json' && text !== ''
  return { status: response.status, headers: response.headers, text, body: isJson ? parsed(text) : undefined }
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** A stand-in that is closed after the test, and ways to ask it. */
export const open = async (options: StandInOptions = {}) => {
  const standIn = await createStandIn({ now, ...options })
  onTestFinished(() => standIn.close())
  const ask = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
    answerOf(
      await fetch(standIn.url + path, {
        method,
        headers: { 'x-api-key': standIn.token, ...headers },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      }),
    )
  const get = (path: string, headers: Record<string, string> = {}) => ask('GET', path, undefined, headers)
  const graphql = async (query: string, variables: object = {}, headers: Record<string, string> = {}) =>
    (await ask('POST', '/public/graphql', { query, variables }, headers)).body
  return { standIn, ask, get, graphql }
}

export type Opened = Awaited<ReturnType<typeof open>>

type Page = { results: unknown[]; next?: string }

const isPage = (body: unknown): body is Page =>
  typeof body === 'object' && body !== null && 'results' in body && Array.isArray(body.results)

/** A page of a list, or an error with what came instead. */
export const pageOf = ({ body, text }: Answer): Page => {
  if (isPage(body)) return body
  throw new Error(`This is no list: ${text}`)
}

/** Everything of a list, page by page. */
export const walk = async ({ get }: Opened, path: string) => {
  const all: unknown[] = []
  let cursor: string | undefined
  do {
    const page = pageOf(await get(cursor === undefined ? path : `${path}&cursor=${cursor}`))
    all.push(...page.results)
    cursor = page.next
  } while (cursor !== undefined)
  return all
}

/** The id in what a mutation answered. */
export const idOf = (answer: unknown): string => {
  const found = /"(?:id|streamId)":"([^"]+)"/.exec(JSON.stringify(answer))?.[1]
  if (found === undefined) throw new Error(`There is no id in ${JSON.stringify(answer)}`)
  return found
}
