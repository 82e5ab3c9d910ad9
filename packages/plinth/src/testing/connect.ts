import type { Client, ClientOptions } from '@modelcontextprotocol/client'
import type { Callable, ToolArguments, ToolOutput } from '../define/callable.ts'
import type { Principal } from '../define/context.ts'
import { ToolError } from '../define/errors.ts'
import type { Failure } from '../define/result.ts'
import type { Schema } from '../define/schema.ts'
import { ERROR_META_KEY } from '../lanes/wire-result.ts'
import type { Plinth } from '../plinth.ts'
import { serveMemory } from '../transports/memory.ts'
import { loadClient } from './load-client.ts'

/** How a test client speaks, and what it can do. */
export interface ConnectOptions extends ClientOptions {
  /** Which protocol the client speaks: 2026-07-28 (`modern`, the default), or 2025-11-25 with its handshake. */
  readonly era?: 'modern' | 'legacy'
  /** Who calls, for what requires scopes or roles. Default: nobody is known. */
  readonly principal?: Principal
  /** Called with the client before it connects: for handlers of elicitation, sampling and roots. */
  readonly prepare?: (client: Client) => void
}

/** A client for tests: the official one, connected in memory. */
export interface TestClient {
  /** The official client, for everything that `call` does not do. */
  readonly client: Client
  /**
   * Calls a tool and gives its structured result, typed by the tool.
   *
   * @throws ToolError when the tool failed
   */
  call(tool: string, args?: Readonly<Record<string, unknown>>): Promise<unknown>
  call<T extends Callable>(tool: T, ...args: ToolArguments<T>): Promise<ToolOutput<T>>
  /** Disconnects, and closes the server. */
  close(): Promise<void>
}

/**
 * Connects the official client (`@modelcontextprotocol/client`) to a server, in memory and in the same process.
 *
 * @throws Error when that client is not installed: it is an optional peer
 * @example
 * const greet = server.tool('greet', { input: z.object({ name: z.string() }) }, ({ name }) => `Hello, ${name}`)
 * const client = await connect(server)
 * await client.call(greet, { name: 'Ann' }) // [{ type: 'text', text: 'Hello, Ann' }]
 * await client.close()
 */
export const connect = async <D, A, C extends Schema | undefined>(
  server: Plinth<D, A, C>,
  options: ConnectOptions = {},
): Promise<TestClient> => {
  const { era = 'modern', principal, prepare, ...clientOptions } = options
  const { Client } = await loadClient()
  await server.runtime.start()
  const connection = serveMemory(server.runtime.host, principal)
  const client = new Client(
    { name: 'plinth-test-client', version: '1.0.0' },
    { ...clientOptions, versionNegotiation: { mode: era === 'modern' ? { pin: '2026-07-28' } : 'legacy' } },
  )
  prepare?.(client)
  await client.connect(connection.transport)

  const call = async (tool: string | Callable, args: unknown = {}): Promise<unknown> => {
    const name = typeof tool === 'string' ? tool : server.runtime.nameOf(tool)
    const result = await client.callTool({ name, arguments: args as Record<string, unknown> })
    const { structuredContent: structured, content } = result
    if (!result.isError) return structured === undefined ? content : structured
    const failure = result._meta?.[ERROR_META_KEY] as Failure | undefined
    const [first] = result.content
    throw new ToolError(
      failure?.message ?? (first?.type === 'text' ? first.text : 'the call failed'),
      failure,
    )
  }

  return {
    client,
    call: call as TestClient['call'],
    async close() {
      await client.close()
      await connection.close()
      await server.close()
    },
  }
}
