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
 * new Plinth({
 *   name: 'orders',
 *   lifespan: async ({ defer }) => {
 *     const pool = await connectToDatabase()
 *     defer(() => pool.end())
 *     return { pool }
 *   },
 * })
 */
export type Lifespan<Deps = unknown, Config = unknown> = (
  scope: LifespanScope<Config>,
) => Deps | Promise<Deps>
