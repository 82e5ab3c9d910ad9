import type { Snapshot } from '../catalogue/catalogue.ts'
import type { Kind } from '../catalogue/declarations.ts'
import { TASKS_EXTENSION } from '../define/task.ts'

type Capabilities = Readonly<Record<string, object>>

/** Every request of 2026-07-28 asks, and there may be thousands of components to look through. */
const known = new WeakMap<Snapshot, Capabilities>()

/** What a server can do for clients, with what is disabled at the moment: they hear when it is enabled. */
export const capabilitiesOf = (snapshot: Snapshot, hasTasks = false): Capabilities => {
  const before = known.get(snapshot)
  if (before) return before
  const made = lookThrough(snapshot, hasTasks)
  known.set(snapshot, made)
  return made
}

const lookThrough = ({ declared }: Snapshot, hasTasks: boolean): Capabilities => {
  const has = (...kinds: Kind[]) => declared.some(({ kind }) => kinds.includes(kind))
  const completes = declared.some(({ options }) => 'complete' in options)
  return Object.freeze({
    logging: {},
    ...(has('tool') ? { tools: { listChanged: true } } : {}),
    ...(has('prompt') ? { prompts: { listChanged: true } } : {}),
    ...(has('resource', 'template') ? { resources: { listChanged: true, subscribe: true } } : {}),
    ...(hasTasks ? { extensions: { [TASKS_EXTENSION]: {} } } : {}),
    ...(completes ? { completions: {} } : {}),
  })
}
