import { random as seeded } from './data/random.ts'
import type { Received } from './journal.ts'

/** What goes wrong. */
export type FaultKind =
  | { kind: 'status'; status: number; retryAfter?: number; message?: string }
  | { kind: 'slow'; delayMs: number }
  | { kind: 'malformed' }
  | { kind: 'drop' }

/** What goes wrong, and with which requests. */
export type Fault = FaultKind & {
  /** `GET /alerts/:id`, `/alerts`, or the root field of a GraphQL document. Default: every route. */
  route?: string
  method?: 'read' | 'write'
  /** How often it strikes. Default: always. */
  times?: number
  /** The share of requests that it strikes, 0 to 1. Default: 1. */
  rate?: number
  /** Of the draw that `rate` needs. Default: 1. */
  seed?: number
  /** The request is carried out, and then its answer fails. Default: false. */
  after?: boolean
}

export const faultHeader = 'x-stand-in-fault'

/** Reads `status=429;retryAfter=1`, `slow=200`, `malformed` or `drop`, each with `;after` if need be. */
export const faultOfHeader = (header: string | undefined): Fault | undefined => {
  if (header === undefined) return undefined
  const parts = new Map(
    header.split(';').map(part => {
      const [name = '', value = ''] = part.trim().split('=')
      return [name, value]
    }),
  )
  const number = (name: string) => Number(parts.get(name))
  const after = parts.has('after')
  if (parts.has('status'))
    return {
      kind: 'status',
      status: number('status'),
      after,
      ...(parts.has('retryAfter') && { retryAfter: number('retryAfter') }),
    }
  if (parts.has('slow')) return { kind: 'slow', delayMs: number('slow'), after }
  if (parts.has('malformed')) return { kind: 'malformed', after }
  if (parts.has('drop')) return { kind: 'drop', after }
  throw new Error(`${faultHeader}: ${header} is no fault`)
}

const concerns = (fault: Fault, { route, operation, write }: Received) => {
  if (fault.method !== undefined && (fault.method === 'write') !== write) return false
  return fault.route === undefined || [operation, route, route?.split(' ')[1]].includes(fault.route)
}

export const createFaults = () => {
  const active = new Set<{ fault: Fault; left: number; draw: () => number }>()
  return {
    add(fault: Fault) {
      const entry = {
        fault,
        left: fault.times ?? Number.POSITIVE_INFINITY,
        draw: seeded(fault.seed ?? 1).next,
      }
      active.add(entry)
      return () => {
        active.delete(entry)
      }
    },
    /** The fault that strikes this request, if any. */
    strike(request: Received): Fault | undefined {
      for (const entry of active) {
        if (!concerns(entry.fault, request)) continue
        if (entry.draw() >= (entry.fault.rate ?? 1)) continue
        entry.left--
        if (entry.left <= 0) active.delete(entry)
        return entry.fault
      }
      return undefined
    },
    clear: () => active.clear(),
  }
}

export type Faults = ReturnType<typeof createFaults>
