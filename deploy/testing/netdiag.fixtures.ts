import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from '@plinth/test-support/ports'
import { SOURCES_ENV } from '@plinth/test-support/sources'
import { REPOSITORY } from './files.fixtures.ts'

export const MAIN = join(REPOSITORY, 'servers/netdiag/src/main.ts')
export const TOKEN = 'a-token-of-callers-for-tests'
export const OPERATOR_TOKEN = 'a-token-of-operators-for-tests'

/** A server that runs as a process of its own. */
export interface RunningServer {
  readonly port: number
  readonly url: string
  readonly child: ChildProcess
  stderr(): string
}

const running = new Set<ChildProcess>()

const PATIENCE_MS = 3_000

/** Ends what was started, and waits until it has ended. */
export const stopAll = async (): Promise<void> => {
  await Promise.all(
    [...running].map(async child => {
      if (child.exitCode !== null || child.signalCode !== null) return
      const ended = once(child, 'exit')
      // What is killed at once leaves its own children behind, such as the workers of nginx.
      child.kill('SIGTERM')
      await Promise.race([ended, sleep(PATIENCE_MS)])
      child.kill('SIGKILL')
      await ended
    }),
  )
  running.clear()
}

/** Waits until something holds. */
export const until = async (
  what: string,
  holds: () => Promise<boolean> | boolean,
  ms = 15_000,
): Promise<void> => {
  const end = Date.now() + ms
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`Still not so after ${ms} ms: ${what}`)
    await sleep(50)
  }
}

/** Starts a program, and ends it after the test. */
export const begin = (file: string, args: readonly string[], env: Record<string, string>): ChildProcess => {
  const child = spawn(file, args, { cwd: tmpdir(), env, stdio: ['ignore', 'ignore', 'pipe'] })
  running.add(child)
  return child
}

/**
 * Starts the network diagnostics server over HTTP, and waits until it is ready.
 *
 * @param env settings beside the tokens
 * @param wrap what it is started with: by default nothing but Node
 */
export const startNetdiag = async (
  env: Record<string, string> = {},
  wrap: (command: readonly string[]) => readonly string[] = command => command,
): Promise<RunningServer> => {
  const port = await freePort()
  const [file = '', ...args] = wrap([process.execPath, '--conditions=plinth-source', MAIN])
  const child = begin(file, args, {
    ...SOURCES_ENV,
    MCP_SERVER_TRANSPORT: 'http',
    MCP_SERVER_PORT: `${port}`,
    MCP_SERVER_TOKEN: TOKEN,
    MCP_OPERATOR_TOKEN: OPERATOR_TOKEN,
    ...env,
  })
  const errors: Buffer[] = []
  child.stderr?.on('data', (chunk: Buffer) => errors.push(chunk))
  const stderr = () => Buffer.concat(errors).toString()
  const url = `http://127.0.0.1:${port}`
  await until('the server is ready', async () => {
    if (child.exitCode !== null) throw new Error(`The server has ended:\n${stderr()}`)
    const answer = await fetch(`${url}/readyz`).catch(() => undefined)
    return answer?.ok ?? false
  })
  return { port, url, child, stderr }
}

export const as = (token: string) => ({ authorization: `Bearer ${token}` })

/** Calls a tool by the API for operators. */
export const execute = (
  server: RunningServer,
  tool: string,
  body: object,
  token = TOKEN,
): Promise<Response> =>
  fetch(`${server.url}/tools/${tool}/execute`, {
    method: 'POST',
    headers: { ...as(token), 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
