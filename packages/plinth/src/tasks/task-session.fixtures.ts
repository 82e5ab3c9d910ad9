import {
  type ConnectedMcpSessionPort,
  type JsonRpcResponse,
  withTasks,
} from '@modelcontextprotocol/ext-tasks/client'
import { TASKS_EXTENSION } from '../define/task.ts'
import { modernRequest } from '../testing/modern.fixtures.ts'

type Fields = Readonly<Record<string, unknown>>

const CAPABILITIES = {
  'io.modelcontextprotocol/clientCapabilities': { elicitation: {}, extensions: { [TASKS_EXTENSION]: {} } },
}

/** Sends one request over HTTP, and gives the response. */
export const post = async (url: string, method: string, params: Fields): Promise<Response> => {
  const name = params.name ?? params.taskId
  return fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      'mcp-protocol-version': '2026-07-28',
      'mcp-method': method,
      ...(typeof name === 'string' ? { 'mcp-name': name } : {}),
    },
    body: JSON.stringify(modernRequest(1, method, params, CAPABILITIES)),
  })
}

/** A connection for the tasks client of the protocol's own authors: over HTTP, each request by itself. */
const portTo = (url: string): ConnectedMcpSessionPort => ({
  endpointId: 'lasting',
  taskCapabilities: { generation: 'v2', capabilities: {} },
  async dispatch(request): Promise<JsonRpcResponse> {
    const { method, params } = request as { method: string; params: Fields }
    const response = await post(url, method, params)
    const { result, error } = (await response.json()) as { result: never; error: never }
    return error ? { kind: 'error', error } : { kind: 'result', result }
  },
  onServerRequest: () => () => {},
  onNotification: () => () => {},
  onInvalidated: () => () => {},
  invalidated: false,
})

/** The independent client of tasks, which answers every question with a name. */
export const taskSession = (url: string) =>
  withTasks(portTo(url), {
    onInputRequest: async () => ({ action: 'accept', content: { name: 'Ada' } }) as never,
  })
