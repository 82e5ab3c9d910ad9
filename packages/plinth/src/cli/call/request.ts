import { setTimeout as sleep } from 'node:timers/promises'
import type { RequestOptions } from '@modelcontextprotocol/client'
import { CliError, EXIT } from '../exit-codes.ts'
import type { Io } from '../io.ts'
import { oneLine } from '../printable.ts'

const SECOND = 1_000
const LEAVING_MS = 150

/** Long enough for somebody who is asked something meanwhile. */
const DEFAULT_TIMEOUT_S = 600

const failed = (error: unknown, isStopped: boolean): CliError => {
  if (isStopped) return new CliError('Cancelled', { exitCode: EXIT.interrupted, cause: error })
  if (error instanceof CliError) return error
  const message = error instanceof Error ? error.message : String(error)
  return new CliError(`The server refused: ${oneLine(message)}`, { cause: error })
}

/**
 * Makes a request that Ctrl-C cancels; a second Ctrl-C ends the process.
 *
 * @param timeout in seconds; a server that tells of its progress may take longer
 * @throws CliError when it was cancelled, refused, or took too long
 */
export const interruptible = async <T>(
  io: Io,
  timeout: number | undefined,
  request: (options: RequestOptions) => Promise<T>,
): Promise<T> => {
  const controller = new AbortController()
  const release = io.onInterrupt(() => {
    release()
    controller.abort(new Error('cancelled'))
  })
  try {
    return await request({
      signal: controller.signal,
      timeout: (timeout ?? DEFAULT_TIMEOUT_S) * SECOND,
      resetTimeoutOnProgress: true,
    })
  } catch (error) {
    // An older server is told by a message of its own, which closing the connection at once would keep from leaving.
    if (controller.signal.aborted) await sleep(LEAVING_MS)
    throw failed(error, controller.signal.aborted)
  } finally {
    release()
  }
}
