import { z } from 'zod'
import { present } from '../present.ts'

const router = z.object({ address: z.string(), host: z.string().optional() })

const hop = z.object({
  hop: z.number(),
  address: z.string().nullable().describe('Who answered first; null when nobody did'),
  host: z.string().optional(),
  latenciesMs: z.array(z.number().nullable()).describe('One for each probe; null: no answer in time'),
  annotations: z
    .array(z.string())
    .describe('!H host, !N network, !P protocol unreachable, !X forbidden by an administrator'),
  others: z.array(router).describe('Further routers that answered at this distance: the path is balanced'),
})

/** What traceroute found, as the `traceroute` tool returns it. */
export const route = z.object({
  destination: z.string(),
  completed: z.boolean().describe('Whether the destination itself answered'),
  hops: z.array(hop),
})

export type Route = z.output<typeof route>
type Hop = z.output<typeof hop>
type Router = z.output<typeof router>

interface Reading {
  readonly routers: Router[]
  readonly latenciesMs: (number | null)[]
  readonly annotations: string[]
}

const PARENTHESES = /^\(([^()]+)\)$/

/** Reads `name (address)`, or a bare address; returns how many tokens it took. */
function readRouter(tokens: readonly string[], index: number, reading: Reading): number {
  const name = tokens[index] ?? ''
  const address = PARENTHESES.exec(tokens[index + 1] ?? '')?.[1]
  const found: Router =
    address === undefined || address === name ? { address: name } : { address, host: name }
  if (!reading.routers.some(known => known.address === found.address)) reading.routers.push(found)
  return address === undefined ? 1 : 2
}

function readToken(tokens: readonly string[], index: number, reading: Reading): number {
  const token = tokens[index] ?? ''
  if (token === '*') {
    reading.latenciesMs.push(null)
    return 1
  }
  if (token.startsWith('!')) {
    if (!reading.annotations.includes(token)) reading.annotations.push(token)
    return 1
  }
  if (/^\d+(\.\d+)?$/.test(token)) {
    const isWhole = tokens[index + 1] === 'ms'
    if (isWhole) reading.latenciesMs.push(Number(token))
    return isWhole ? 2 : 1
  }
  return /[.:]/.test(token) || PARENTHESES.test(tokens[index + 1] ?? '')
    ? readRouter(tokens, index, reading)
    : 1
}

function readHop(line: string): Hop | undefined {
  const match = /^\s*(\d{1,3})\s+(\S.*)$/.exec(line)
  if (match === null) return undefined
  const tokens = (match[2] ?? '').trim().split(/\s+/)
  const reading: Reading = { routers: [], latenciesMs: [], annotations: [] }
  for (let index = 0; index < tokens.length; ) index += readToken(tokens, index, reading)
  const [first, ...others] = reading.routers
  return {
    hop: Number(match[1]),
    address: first?.address ?? null,
    ...present({ host: first?.host }),
    latenciesMs: reading.latenciesMs,
    annotations: reading.annotations,
    others,
  }
}

/** Reads what traceroute wrote, also when it was stopped before its end. */
export function parseTraceroute(text: string): Route {
  const destination = /^traceroute to \S+ \(([^()\s]+)\)/m.exec(text)?.[1] ?? ''
  const hops = text
    .split('\n')
    .map(readHop)
    .filter(found => found !== undefined)
  const last = hops.at(-1)
  const completed =
    last !== undefined && [last, ...last.others].some(({ address }) => address === destination)
  return { destination, completed, hops }
}
