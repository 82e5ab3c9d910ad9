import { failureOf } from './api.ts'
import { authorization, callerCredential, operatorCredential } from './credential.ts'
import { paramHeaders } from './param-headers.ts'
import { readEvents } from './sse.ts'
import { server } from './state.ts'
import type { Schema, Tool } from './types.ts'

const VERSION = '2026-07-28'
const META = 'io.modelcontextprotocol'

/** A question of a tool to whoever calls it. */
export interface Question {
  readonly params: {
    readonly mode?: 'form' | 'url'
    readonly message: string
    readonly requestedSchema?: Schema
    readonly url?: string
  }
}

export interface Answer {
  readonly action: 'accept' | 'decline' | 'cancel'
  readonly content?: Readonly<Record<string, unknown>>
}

export interface Failure {
  readonly code: string
  readonly message: string
  readonly suggestion?: string
  readonly errorId?: string
  readonly data?: { readonly issues?: readonly { readonly path: string; readonly message: string }[] }
}

/** What came of a call. */
export type Outcome =
  | { readonly kind: 'done'; readonly content: readonly ContentBlock[]; readonly structured?: unknown }
  | { readonly kind: 'failed'; readonly failure: Failure }
  | {
      readonly kind: 'asks'
      readonly questions: Readonly<Record<string, Question>>
      readonly state: string
    }
  /** It goes on without its caller. */
  | { readonly kind: 'task'; readonly id: string }

export interface ContentBlock {
  readonly type: string
  readonly text?: string
  readonly mimeType?: string
  readonly data?: string
  readonly uri?: string
}

export interface Progress {
  readonly progress: number
  readonly total?: number
  readonly message?: string
}

export interface CallOptions {
  /** Whether it may become a task. */
  readonly asTask: boolean
  readonly correlationId: string
  readonly answers?: Readonly<Record<string, Answer>>
  readonly state?: string
  readonly onProgress: (progress: Progress) => void
  readonly signal: AbortSignal
}

interface Message {
  readonly method?: string
  readonly params?: Progress
  readonly result?: {
    readonly resultType?: string
    readonly inputRequests?: Readonly<Record<string, Question>>
    readonly requestState?: string
    readonly taskId?: string
    readonly content?: readonly ContentBlock[]
    readonly structuredContent?: unknown
    readonly isError?: boolean
    readonly _meta?: { readonly 'dev.plinth/error'?: Failure }
  }
  readonly error?: { readonly message: string; readonly data?: Partial<Failure> }
}

const textIn = (content: readonly ContentBlock[]): string => content.map(({ text = '' }) => text).join('\n')

const outcomeOf = ({ result, error }: Message): Outcome => {
  if (error) return { kind: 'failed', failure: { code: 'REFUSED', ...error.data, message: error.message } }
  const { content = [], structuredContent, inputRequests, requestState, taskId } = result ?? {}
  if (taskId !== undefined) return { kind: 'task', id: taskId }
  if (inputRequests && requestState !== undefined)
    return { kind: 'asks', questions: inputRequests, state: requestState }
  if (result?.isError)
    return {
      kind: 'failed',
      failure: result._meta?.['dev.plinth/error'] ?? { code: 'ERROR', message: textIn(content) },
    }
  return { kind: 'done', content, structured: structuredContent }
}

const endpoint = (): URL => {
  const { endpoints = {} } = server.value ?? {}
  const [path = '/mcp'] = Object.entries(endpoints).find(([, what]) => what.includes('MCP endpoint')) ?? []
  return new URL(path, location.href)
}

/** One message, or those of a stream. */
const messagesOf = async function* (response: Response): AsyncGenerator<Message> {
  if (!response.headers.get('content-type')?.startsWith('text/event-stream')) {
    yield await response.json()
    return
  }
  if (response.body) for await (const { data } of readEvents(response.body)) yield JSON.parse(data)
}

const paramsOf = (tool: Tool, args: Readonly<Record<string, unknown>>, options: CallOptions) => ({
  name: tool.name,
  arguments: args,
  ...(options.state === undefined
    ? {}
    : { requestState: options.state, inputResponses: options.answers ?? {} }),
  _meta: {
    [`${META}/protocolVersion`]: VERSION,
    [`${META}/clientInfo`]: { name: 'plinth-console', version: '1' },
    [`${META}/clientCapabilities`]: {
      elicitation: { form: {}, url: {} },
      ...(options.asTask ? { extensions: { [`${META}/tasks`]: {} } } : {}),
    },
    'dev.plinth/correlation-id': options.correlationId,
    progressToken: options.correlationId,
  },
})

/**
 * Calls a tool as any client does, so that it can ask, tell how far it is, and be cancelled.
 *
 * @throws ApiFailure when the credential is not enough
 */
export const callTool = async (
  tool: Tool,
  args: Readonly<Record<string, unknown>>,
  options: CallOptions,
): Promise<Outcome> => {
  const response = await fetch(endpoint(), {
    method: 'POST',
    headers: {
      ...authorization(callerCredential.value ?? operatorCredential.value),
      'Content-Type': 'application/json',
      Accept: 'application/json, text/event-stream',
      'MCP-Protocol-Version': VERSION,
      'Mcp-Method': 'tools/call',
      ...paramHeaders(tool, args),
    },
    body: JSON.stringify({
      jsonrpc: '2.0',
      id: 1,
      method: 'tools/call',
      params: paramsOf(tool, args, options),
    }),
    signal: options.signal,
    cache: 'no-store',
    credentials: 'omit',
  })
  if (response.status === 401 || response.status === 403) throw await failureOf(response)
  for await (const message of messagesOf(response)) {
    if (message.method === 'notifications/progress' && message.params) options.onProgress(message.params)
    if (message.result || message.error) return outcomeOf(message)
  }
  throw new Error('The server ended the call without an answer')
}
