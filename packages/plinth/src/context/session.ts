import type { Principal, SessionState } from '../define/context.ts'
import { type Store, tenantKey } from '../store.ts'

export interface SessionOptions {
  readonly store: Store
  /** How long a session lives on after it was last used, in milliseconds. Default 30 minutes. */
  readonly idleMs?: number
  /** How many values one session may hold. Default 100. */
  readonly maxKeys?: number
}

type Values = Record<string, unknown>

/** Sessions by principal, by handle, or both: state that outlives a call. */
export const createSessions = ({ store, idleMs = 30 * 60_000, maxKeys = 100 }: SessionOptions) => {
  const turns = new Map<string, Promise<unknown>>()

  /** One change of a session at a time: a read and a write of two calls must not cross. */
  const inTurn = <T>(id: string, work: () => Promise<T>): Promise<T> => {
    const turn = (turns.get(id) ?? Promise.resolve()).then(work, work)
    turns.set(id, turn)
    const done = () => {
      if (turns.get(id) === turn) turns.delete(id)
    }
    turn.then(done, done)
    return turn
  }

  const load = async (id: string): Promise<Values> => ((await store.get(id)) ?? {}) as Values

  const change = (id: string, work: (values: Values) => void) =>
    inTurn(id, async () => {
      const values = await load(id)
      work(values)
      await (Object.keys(values).length > 0 ? store.set(id, values, idleMs) : store.delete(id))
    })

  return {
    /**
     * @throws Error when the caller is anonymous and gives no handle
     */
    open(principal: Principal | undefined, handle: string | undefined): SessionState {
      if (principal === undefined && handle === undefined)
        throw new Error(
          'An anonymous caller has no session state: take a handle as an argument and open ctx.session(handle), or require authentication',
        )
      const owner = [principal?.tenant, principal?.id, handle]
      const id = tenantKey(principal?.tenant, `session:${JSON.stringify(owner)}`)
      return {
        get: key =>
          inTurn(id, async () => {
            const values = await load(id)
            if (Object.keys(values).length > 0) await store.set(id, values, idleMs)
            return Object.hasOwn(values, key) ? (values[key] as never) : undefined
          }),
        set: (key, value) =>
          change(id, values => {
            if (!Object.hasOwn(values, key) && Object.keys(values).length >= maxKeys)
              throw new Error(
                `A session holds at most ${maxKeys} values: delete what is not needed before setting "${key}"`,
              )
            Object.defineProperty(values, key, {
              value,
              enumerable: true,
              configurable: true,
              writable: true,
            })
          }),
        delete: key =>
          change(id, values => {
            delete values[key]
          }),
      }
    },
  }
}

export type Sessions = ReturnType<typeof createSessions>
