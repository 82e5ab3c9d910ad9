import type { Entry } from '../catalogue/entry.ts'
import { refuse } from '../define/outcome.ts'

/**
 * The key in a request's `_meta` under which a caller says how long this call may take, in milliseconds: a whole number
 * above 0, in place of what the tool says, and no more than the server's maximum (`MCP_MAX_TIMEOUT_SEC`). Anything
 * else is refused.
 *
 * @example
 * server.tool('scan', {}, () => 'No open ports')
 * const { client, close } = await connect(server)
 * await client.callTool({ name: 'scan', _meta: { [TIMEOUT_META_KEY]: 30_000 } })
 * await close()
 */
export const TIMEOUT_META_KEY = 'dev.plinth/timeout-ms'

export interface TimeLimits {
  readonly defaultTimeoutMs: number
  readonly maxTimeoutMs: number
}

/** Whether a caller asks for a time limit that makes sense, or for none. */
export const isTimeLimit = (asked: unknown): asked is number | undefined =>
  asked === undefined || (Number.isSafeInteger(asked) && Number(asked) > 0)

export const refuseTimeLimit = () =>
  refuse({
    reason: 'invalid_params',
    message: `The time limit of a call (${TIMEOUT_META_KEY} in _meta) must be a whole number of milliseconds above 0`,
  })

/** What a call may take: what its caller asks for, else what its component says, else the default; at most the maximum. */
export const timeLimitOf = (
  asked: number | undefined,
  entry: Entry | undefined,
  { defaultTimeoutMs, maxTimeoutMs }: TimeLimits,
): number => {
  const options = entry?.definition.options ?? {}
  const own = 'timeoutMs' in options ? options.timeoutMs : undefined
  return Math.min(asked ?? own ?? defaultTimeoutMs, maxTimeoutMs)
}
