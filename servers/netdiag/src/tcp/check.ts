import { z } from 'zod'
import { eachLimited } from '../each-limited.ts'
import { present } from '../present.ts'
import { rounded } from '../rounded.ts'
import { readBanner } from './banner.ts'
import { type Dial, DialError, dial as systemDial } from './dial.ts'

const checkedPort = z.object({
  port: z.number(),
  state: z
    .enum(['open', 'closed', 'filtered', 'unreachable', 'failed'])
    .describe('closed: refused. filtered: no answer in time. unreachable: no route. failed: see code'),
  latencyMs: z.number().describe('Until the answer, or until waiting ended'),
  code: z.string().optional().describe("The system's error code"),
  banner: z.string().optional().describe('What the service said by itself'),
})

/** What `tcp_check` returns. */
export const tcpReport = z.object({
  address: z.string(),
  name: z.string().optional(),
  open: z.array(z.number()),
  ports: z.array(checkedPort),
})

export type TcpReport = z.output<typeof tcpReport>
type CheckedPort = z.output<typeof checkedPort>

export interface TcpCheckOptions {
  /** Milliseconds to wait for each port. */
  readonly timeoutMs: number
  /** Whether to wait for what an open service says by itself. */
  readonly banner: boolean
  readonly signal: AbortSignal
  /** Called after each port. */
  readonly onPort?: (done: number) => void
  /** Default: a real connection. */
  readonly dial?: Dial
}

const CONCURRENCY = 16
const BANNER_WAIT_MS = 1000

async function checkPort(address: string, port: number, options: TcpCheckOptions): Promise<CheckedPort> {
  const { timeoutMs, banner, signal, dial = systemDial } = options
  try {
    const { socket, elapsedMs } = await dial(address, port, { timeoutMs, signal })
    const said = banner ? await readBanner(socket, Math.min(BANNER_WAIT_MS, timeoutMs), signal) : undefined
    socket.destroy()
    return { port, state: 'open', latencyMs: rounded(elapsedMs), ...present({ banner: said }) }
  } catch (error) {
    if (!(error instanceof DialError)) throw error
    return { port, state: error.refusal, latencyMs: rounded(error.elapsedMs), code: error.code }
  }
}

/** Connects to each port once, at most 16 at a time, and sends nothing. Throws the signal's reason when it fires. */
export async function tcpCheck(
  target: { readonly address: string; readonly name?: string },
  ports: readonly number[],
  options: TcpCheckOptions,
): Promise<TcpReport> {
  let done = 0
  const checked = await eachLimited([...new Set(ports)], CONCURRENCY, async port => {
    const result = await checkPort(target.address, port, options)
    done += 1
    options.onPort?.(done)
    return result
  })
  options.signal.throwIfAborted()
  return {
    address: target.address,
    ...present({ name: target.name }),
    open: checked.filter(({ state }) => state === 'open').map(({ port }) => port),
    ports: checked,
  }
}
