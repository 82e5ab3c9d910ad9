import type { Readable, Writable } from 'node:stream'
import type { Principal } from '../define/context.ts'
import type { Connection } from '../lanes/connection.ts'
import type { Host } from '../lanes/host.ts'
import { defaultLimits, type IntakeLimits, tooLong } from '../lanes/intake/index.ts'
import { createConnection } from './connection.ts'
import { type Line, lineSplitter } from './lines.ts'
import { lineWriter } from './writer.ts'

/** Which streams `serveStdio` serves, and for whom. */
export interface StdioOptions {
  readonly input?: Readable
  readonly output?: Writable
  readonly limits?: IntakeLimits
  /** Who calls. Default: nobody is known. */
  readonly principal?: Principal | undefined
  /** Called once when the client has closed its end, or does not read any more. */
  readonly onEnd?: () => void
}

/** A server on stdio that runs. */
export interface StdioServing {
  /** Refuses new requests from now on. What else the client says still counts: answers, cancellations. */
  stopAccepting(): void
  /** Resolves when every request has been answered; subscriptions do not count. */
  idle(): Promise<void>
  /** Ends the connection: what is in flight is aborted, what was answered is written. */
  close(): Promise<void>
}

/**
 * Serves one client over the process's own streams: one message a line. Nothing else may write to the output.
 *
 * @example
 * const serving = serveStdio(server.runtime.host)
 * await serving.idle()
 * await serving.close()
 */
export const serveStdio = (host: Host, options: StdioOptions = {}): StdioServing => {
  const { input = process.stdin, output = process.stdout, limits = defaultLimits } = options
  const { principal, onEnd = () => {} } = options
  let stopped = false
  let closed = false
  const writer = lineWriter(output, { onLost: onEnd })
  const caller: Connection = { transport: 'stdio', ...(principal ? { principal } : {}) }
  const connection = createConnection(host, { connection: caller, limits, writer })

  const takeAll = async (lines: readonly Line[]) => {
    for (const line of lines) {
      const work =
        line.kind === 'line' ? connection.receive(line.bytes) : connection.refuse(tooLong(limits.maxBytes))
      if (work instanceof Promise) await work
      if (writer.lags) await writer.drained()
    }
  }

  const read = async () => {
    const splitter = lineSplitter({ maxBytes: limits.maxBytes })
    for await (const chunk of input) await takeAll(splitter.push(chunk))
    await takeAll(splitter.end())
  }

  read()
    .catch(error => (closed ? undefined : host.log.error('stdio.read_failed', { error })))
    .finally(() => {
      connection.end()
      if (!stopped) onEnd()
    })

  return {
    stopAccepting() {
      stopped = true
      connection.stopAccepting()
    },
    idle: () => connection.idle(),
    async close() {
      stopped = true
      closed = true
      await connection.close()
      await writer.close()
      input.destroy()
    },
  }
}
