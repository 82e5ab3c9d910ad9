import { setTimeout as sleep } from 'node:timers/promises'
import { type Dial, DialError, dial as systemDial } from '../tcp/dial.ts'

/** Ports on which hosts tend to answer, were it by refusing. */
const LIKELY_PORTS = [443, 80, 22, 53]

export interface TcpPingOptions {
  readonly count: number
  /** Milliseconds from the start of one attempt to the next. */
  readonly intervalMs: number
  /** Milliseconds to wait for each answer. */
  readonly timeoutMs: number
  /** Default: the first of some likely ports that answers. */
  readonly port?: number
  readonly signal: AbortSignal
  /** Called after each attempt. */
  readonly onAttempt?: (done: number) => void
  readonly dial?: Dial
  readonly wait?: (ms: number, signal: AbortSignal) => Promise<unknown>
}

export interface TcpPingCount {
  readonly sent: number
  readonly received: number
  readonly latenciesMs: readonly number[]
  readonly port?: number
}

interface Answer {
  readonly port: number
  readonly elapsedMs: number
}

/** A refusal proves as well as a connection that the host is there. */
async function knock(address: string, port: number, options: TcpPingOptions): Promise<Answer | undefined> {
  const { dial = systemDial, timeoutMs, signal } = options
  try {
    const { socket, elapsedMs } = await dial(address, port, { timeoutMs, signal })
    socket.destroy()
    return { port, elapsedMs }
  } catch (error) {
    if (!(error instanceof DialError)) throw error
    return error.refusal === 'closed' ? { port, elapsedMs: error.elapsedMs } : undefined
  }
}

async function knockAny(
  address: string,
  ports: readonly number[],
  options: TcpPingOptions,
): Promise<Answer | undefined> {
  const answers = await Promise.all(ports.map(port => knock(address, port, options)))
  return answers.filter(answer => answer !== undefined).toSorted((a, b) => a.elapsedMs - b.elapsedMs)[0]
}

/** Tells whether a host is there by connecting to it: for machines without a ping program, or where it may not run. */
export async function tcpPing(address: string, options: TcpPingOptions): Promise<TcpPingCount> {
  const {
    count,
    intervalMs,
    signal,
    onAttempt,
    wait = (ms, by) => sleep(ms, undefined, { signal: by }),
  } = options
  const latenciesMs: number[] = []
  let ports = options.port === undefined ? LIKELY_PORTS : [options.port]
  for (let attempt = 1; attempt <= count; attempt += 1) {
    const started = performance.now()
    const answer = await knockAny(address, ports, options)
    if (answer !== undefined) {
      latenciesMs.push(answer.elapsedMs)
      ports = [answer.port]
    }
    onAttempt?.(attempt)
    const rest = intervalMs - (performance.now() - started)
    if (attempt < count && rest > 0) await wait(rest, signal)
  }
  const [port] = ports
  return {
    sent: count,
    received: latenciesMs.length,
    latenciesMs,
    ...(latenciesMs.length > 0 && port !== undefined && { port }),
  }
}
