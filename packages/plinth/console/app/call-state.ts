import { signal } from '@preact/signals'
import { ApiFailure, messageOf } from './api.ts'
import { type Answer, callTool, type Outcome, type Progress } from './mcp.ts'
import type { Tool } from './types.ts'

/** How a call of this page goes. */
export type CallState =
  | { readonly kind: 'idle' }
  | { readonly kind: 'running'; readonly progress: Progress | undefined; readonly cancel: () => void }
  | {
      readonly kind: 'ended'
      readonly outcome: Outcome
      readonly correlationId: string
      readonly milliseconds: number
    }
  /** The call never began: the network, or the credential. */
  | { readonly kind: 'broken'; readonly message: string; readonly needsCredential: boolean }

type Values = Readonly<Record<string, unknown>>

interface Round {
  readonly answers: Readonly<Record<string, Answer>>
  readonly state: string
}

/** The calls of one tool, one after the other. */
export const createCalls = (tool: Tool) => {
  const state = signal<CallState>({ kind: 'idle' })
  let args: Values = {}

  const go = async (round?: Round): Promise<void> => {
    const controller = new AbortController()
    const cancel = () => controller.abort()
    const correlationId = crypto.randomUUID()
    const begun = performance.now()
    state.value = { kind: 'running', progress: undefined, cancel }
    try {
      const outcome = await callTool(tool, args, {
        correlationId,
        ...round,
        onProgress(progress) {
          state.value = { kind: 'running', progress, cancel }
        },
        signal: controller.signal,
      })
      state.value = { kind: 'ended', outcome, correlationId, milliseconds: performance.now() - begun }
    } catch (error) {
      const needsCredential = error instanceof ApiFailure
      state.value = controller.signal.aborted
        ? { kind: 'broken', message: 'The call was cancelled.', needsCredential: false }
        : { kind: 'broken', message: messageOf(error), needsCredential }
    }
  }

  return {
    state,
    run(values: Values): Promise<void> {
      args = values
      return go()
    },
    again: () => go(),
    answer: (answers: Round['answers'], token: string) => go({ answers, state: token }),
  }
}

export type Calls = ReturnType<typeof createCalls>
