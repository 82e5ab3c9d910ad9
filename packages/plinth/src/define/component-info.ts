/** What a server says of a component to those who stand around it. */
export interface ComponentInfo {
  readonly kind: 'tool' | 'resource' | 'template' | 'prompt'
  /** The name under which this server serves it, prefixes included. */
  readonly name: string
  readonly version: string | undefined
  readonly tags: ReadonlySet<string>
  readonly annotations: Readonly<Record<string, unknown>>
  readonly meta: Readonly<Record<string, unknown>>
  /** Whether a call that failed may be carried out again: what reads, and tools as they declare. */
  readonly repeatable: boolean
  /** Whether it has a circuit breaker and a queue of its own, as tools around programs do. */
  readonly hasOwnGuards?: boolean
}
