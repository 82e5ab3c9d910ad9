import { invalid } from '../failures.ts'

/** The reverse name of an address in canonical form: `5.0.0.10.in-addr.arpa`. */
export function reverseName(address: string): string {
  if (!address.includes(':')) return `${address.split('.').toReversed().join('.')}.in-addr.arpa`
  return `${nibblesOf(address).toReversed().join('.')}.ip6.arpa`
}

function nibblesOf(address: string): string[] {
  const [head = '', tail] = address.split('::')
  const groups = (part: string) => (part === '' ? [] : part.split(':'))
  const before = groups(head)
  const after = groups(tail ?? '')
  const missing = tail === undefined ? 0 : 8 - before.length - after.length
  const all = [...before, ...Array.from({ length: missing }, () => '0'), ...after]
  return all.flatMap(group => [...group.padStart(4, '0')])
}

const REVERSE_V4 = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.in-addr\.arpa$/

/** The address that a reverse name of IPv4 stands for; undefined for every other name. */
export function addressOfReverseName(name: string): string | undefined {
  const match = REVERSE_V4.exec(name)
  return match?.slice(1).toReversed().join('.')
}

export interface NamePolicy {
  readonly labSuffixes: readonly string[]
  check(target: string): unknown
}

/** A label such as `_ldap` names a service and cannot name a host, so that host name rules refuse it. */
const withoutServiceMarks = (name: string): string => name.replace(/(^|\.)_(?=[a-z0-9])/g, '$1')

/**
 * Lets through the names that may be asked for: what the target policy allows, below service labels too
 * (`_ldap._tcp.lab.internal`), and the lab's own zone.
 *
 * Throws what the policy throws, or {@link ToolError} `VALIDATION_ERROR`.
 */
export function checkDnsName(name: string, policy: NamePolicy): string {
  const lower = name.toLowerCase()
  if (policy.labSuffixes.includes(`.${lower}`)) return lower
  if (!/^[a-z0-9._-]*$/.test(lower)) {
    throw invalid(
      'The name holds characters that DNS names here may not have',
      'Send a name such as host.lab.internal',
    )
  }
  policy.check(withoutServiceMarks(lower))
  return lower
}
