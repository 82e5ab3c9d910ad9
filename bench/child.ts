import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import process from 'node:process'

interface Told {
  readonly port?: number
  readonly cpu?: NodeJS.CpuUsage
  readonly rss?: number
}

const tell = async (child: ChildProcess): Promise<Told> => {
  const [message] = await once(child, 'message')
  return message
}

/** A server in a process of its own. */
export interface Running {
  readonly child: ChildProcess
  /** Where it listens; 0 on stdio. */
  readonly port: number
  /** CPU time, user and system, of the whole process so far, in microseconds. */
  cpu(): Promise<number>
  /** Memory in use, in bytes. */
  rss(): Promise<number>
  stop(): void
}

/**
 * Starts a server of `servers/`.
 *
 * @param tools how many tools it has
 */
export const start = async (
  script: string,
  tools: number,
  transport: 'http' | 'stdio' = 'http',
): Promise<Running> => {
  const child = fork(join(import.meta.dirname, `servers/${script}.ts`), [String(tools)], {
    execArgv: ['--conditions=plinth-source'],
    // A bench speaks to itself alone.
    env: { ...process.env, MCP_USE_ANONYMIZED_TELEMETRY: 'false' },
    // What a server writes is no concern of the table; on stdio it is the answers.
    stdio: transport === 'http' ? ['ignore', 'ignore', 'ignore', 'ipc'] : ['pipe', 'pipe', 'ignore', 'ipc'],
  })
  const { port = 0 } = transport === 'http' ? await tell(child) : {}
  const ask = async (): Promise<Told> => {
    child.send('usage')
    return tell(child)
  }
  return {
    child,
    port,
    cpu: async () => {
      const { cpu } = await ask()
      return cpu ? cpu.user + cpu.system : Number.NaN
    },
    rss: async () => (await ask()).rss ?? Number.NaN,
    stop: () => child.disconnect(),
  }
}
