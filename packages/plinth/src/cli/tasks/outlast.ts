import { setTimeout as sleep } from 'node:timers/promises'
import { CliError, EXIT } from '../exit-codes.ts'
import { oneLine } from '../printable.ts'

const FIRST_PAUSE_MS = 250
const LONGEST_PAUSE_MS = 5_000
/** Long enough for a server to be restarted, or for a proxy to find another. */
const PATIENCE_MS = 60_000

/** What proxies say of a server that is away. */
const AWAY: ReadonlySet<unknown> = new Set([502, 503, 504])

const statusOf = (error: Error): unknown =>
  'data' in error ? (error.data as { readonly status?: unknown } | undefined)?.status : undefined

/** Whether a request failed on its way, rather than was answered: `fetch` throws a TypeError with the reason as cause. */
const isOutage = (error: unknown): error is Error =>
  error instanceof Error &&
  (AWAY.has(statusOf(error)) || (error instanceof TypeError && error.cause !== undefined))

const reasonOf = (error: Error): string =>
  oneLine(error.cause instanceof Error && error.cause.message ? error.cause.message : error.message)

export interface OutlastOptions {
  readonly signal?: AbortSignal | undefined
  /** Milliseconds for which a server may be away. Default: a minute. */
  readonly patienceMs?: number | undefined
  /** Hears why there was no answer, before it is tried again. */
  readonly tell: (reason: string) => void
}

/**
 * Makes a request again, ever more slowly, while nobody answers it.
 *
 * @throws CliError when a server was away for too long; what else the request throws, at once
 */
export const outlast = async <T>(
  request: () => Promise<T>,
  { signal, patienceMs = PATIENCE_MS, tell }: OutlastOptions,
): Promise<T> => {
  const began = performance.now()
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(2 * pause, LONGEST_PAUSE_MS)) {
    try {
      return await request()
    } catch (error) {
      if (!isOutage(error)) throw error
      const reason = reasonOf(error)
      if (performance.now() - began + pause > patienceMs)
        throw new CliError(
          `The server was away for ${Math.round(patienceMs / 1_000)} seconds: ${reason}. The task may go on: come back to it`,
          { exitCode: EXIT.noServer, cause: error },
        )
      tell(reason)
    }
    await sleep(pause, undefined, signal ? { signal } : {})
  }
}
