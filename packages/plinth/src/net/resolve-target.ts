import { lookup as systemLookup } from 'node:dns/promises'
import { parseAddress } from './address.ts'
import { TargetError } from './target-error.ts'
import type { CheckOptions, Target, TargetPolicy } from './target-policy.ts'

/** Finds every address of a name. */
export type Lookup = (name: string) => Promise<readonly { readonly address: string }[]>

/** A target that can be used as it is: every address behind it was checked. */
export type ResolvedTarget = Exclude<Target, { readonly kind: 'name' }> & {
  /** The name that was asked for, where it was one. */
  readonly name?: string
}

/** How a name is resolved. */
export interface ResolveOptions extends CheckOptions {
  /** Default: the system's resolver. */
  readonly lookup?: Lookup
  /** Stops waiting for the resolver. */
  readonly signal?: AbortSignal
}

export const systemResolver: Lookup = name => systemLookup(name, { all: true, order: 'verbatim' })

/**
 * Checks a target, and where it is a name resolves it, once. Use the address that comes back and not the name: asking
 * again could give another one (DNS rebinding).
 *
 * @throws TargetError when the target is refused, has no address, or one of its addresses is not allowed
 * @throws the signal's reason when it fires
 * @example
 * const lookup = async () => [{ address: '10.0.0.7' }]
 * await resolveTarget(targetPolicy(), 'db.lab.internal', { lookup }) // { kind: 'address', ... }
 */
export const resolveTarget = async (
  policy: TargetPolicy,
  target: string,
  { lookup = systemResolver, signal, cidr = false }: ResolveOptions = {},
): Promise<ResolvedTarget> => {
  const checked = policy.check(target, { cidr })
  if (checked.kind !== 'name') return checked
  const name = checked.value
  signal?.throwIfAborted()
  const found = await untilAborted(lookup(name), signal).catch((cause: unknown) => {
    signal?.throwIfAborted()
    throw unresolved(name, cause)
  })
  const addresses = found.map(({ address }) => parseAddress(address))
  const [first] = addresses
  if (!first) throw unresolved(name)
  if (!addresses.every(address => address !== undefined && policy.allows(address)))
    throw new TargetError('not-allowed', `Host name ${name} resolves to an address that is not allowed`, {
      suggestion: 'Give the address itself, if it is private',
    })
  return { kind: 'address', value: first.text, family: first.family, name }
}

const unresolved = (name: string, cause?: unknown): TargetError =>
  new TargetError('unresolved', `Host name ${name} could not be resolved`, {
    suggestion: 'Check the spelling, or give the address itself',
    cause,
  })

const untilAborted = async <T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> => {
  if (!signal) return work
  const { promise: aborted, reject } = Promise.withResolvers<never>()
  const onAbort = () => reject(signal.reason)
  signal.addEventListener('abort', onAbort, { once: true })
  try {
    return await Promise.race([work, aborted])
  } finally {
    signal.removeEventListener('abort', onAbort)
  }
}
