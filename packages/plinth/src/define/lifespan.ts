/** What a lifespan works with. */
export interface LifespanScope<Config = unknown> {
  /** What the module was mounted with. */
  readonly config: Config
  /** Runs when the server closes: the last registered first, also across modules. */
  defer(close: () => unknown): void
  /** Fires when the server begins to close. */
  readonly signal: AbortSignal
}

/**
 * Makes what handlers share, once: pools, clients, caches. Runs before the first call; what it returns is `ctx.deps`.
 *
 * @example
 * import { DatabaseSync } from 'node:sqlite'
 *
 * const server = new Plinth({
 *   name: 'orders',
 *   lifespan: ({ defer }) => {
 *     const database = new DatabaseSync('orders.db')
 *     defer(() => database.close())
 *     return { database }
 *   },
 * })
 * server.tool('orders', {}, (_, ctx) => ctx.deps.database.prepare('SELECT * FROM orders').all())
 */
export type Lifespan<Deps = unknown, Config = unknown> = (
  scope: LifespanScope<Config>,
) => Deps | Promise<Deps>
