import type { ComponentInfo } from '../define/component-info.ts'
import type { MiddlewareContext } from '../define/middleware.ts'
import { METHODS } from '../dispatch/request.ts'

/**
 * What a request is counted under. Never a name that only the caller gave: requests for a tool that does not exist
 * are counted under their method, and methods that do not exist under `unknown`. `other` holds what came when there
 * was no more room.
 */
export interface Subject {
  readonly kind: ComponentInfo['kind'] | 'method' | 'other'
  /** The name or URI under which the component is served, or the method. */
  readonly name: string
}

const OTHER: Subject = Object.freeze({ kind: 'other', name: 'other' })

const known: ReadonlySet<string> = new Set(METHODS)

export const subjectOf = ({ component, method }: MiddlewareContext): Subject =>
  component
    ? { kind: component.kind, name: component.name }
    : { kind: 'method', name: known.has(method) ? method : 'unknown' }

/** Keeps a value for each of at most `max` subjects; all those that come later share one. */
export const bySubject = <T>(max: number, make: (subject: Subject) => T) => {
  const slots = new Map<string, { readonly subject: Subject; readonly value: T }>()

  const slotOf = (key: string, subject: Subject): T => {
    const value = make(subject)
    slots.set(key, { subject, value })
    return value
  }

  /** The value of a subject; undefined when there is no more room for it. */
  const at = (subject: Subject): T | undefined => {
    const key = `${subject.kind} ${subject.name}`
    const found = slots.get(key)
    if (found) return found.value
    return slots.size < max ? slotOf(key, subject) : undefined
  }

  return {
    at,
    of: (ctx: MiddlewareContext): T =>
      at(subjectOf(ctx)) ?? slots.get(OTHER.kind)?.value ?? slotOf(OTHER.kind, OTHER),
    all: () => [...slots.values()],
  }
}
