import type { Snapshot } from '../catalogue/catalogue.ts'
import type { Kind } from '../catalogue/declarations.ts'
import { TASKS_EXTENSION } from '../define/task.ts'

type Capabilities = Readonly<Record<string, object>>

/** Every request of 2026-07-28 asks, and there may be thousands of components to look through. */
const known = new WeakMap<Snapshot, Capabilities>()

/** Kinds of components, as clients are told of them. */
export const ANNOUNCEABLE = ['tools', 'prompts', 'resources'] as const

export type Announceable = (typeof ANNOUNCEABLE)[number]

interface CapabilityOptions {
  readonly hasTasks?: boolean
  /** What may be declared later, and is told of from the beginning. */
  readonly announces?: readonly Announceable[] | undefined
}

/** What a server can do for clients, with what is disabled at the moment: they hear when it is enabled. */
export const capabilitiesOf = (snapshot: Snapshot, options: CapabilityOptions = {}): Capabilities => {
  const before = known.get(snapshot)
  if (before) return before
  const made = lookThrough(snapshot, options)
  known.set(snapshot, made)
  return made
}

const lookThrough = (
  { declared }: Snapshot,
  { hasTasks = false, announces = [] }: CapabilityOptions,
): Capabilities => {
  const has = (name: Announceable, ...kinds: Kind[]) =>
    announces.includes(name) || declared.some(({ kind }) => kinds.includes(kind))
  const completes = declared.some(({ options }) => 'complete' in options)
  return Object.freeze({
    logging: {},
    ...(has('tools', 'tool') ? { tools: { listChanged: true } } : {}),
    ...(has('prompts', 'prompt') ? { prompts: { listChanged: true } } : {}),
    ...(has('resources', 'resource', 'template')
      ? { resources: { listChanged: true, subscribe: true } }
      : {}),
    ...(hasTasks ? { extensions: { [TASKS_EXTENSION]: {} } } : {}),
    ...(completes ? { completions: {} } : {}),
  })
}
