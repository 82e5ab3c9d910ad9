import {
  isJSONRPCErrorResponse,
  isJSONRPCNotification,
  isJSONRPCRequest,
  isJSONRPCResultResponse,
  type JSONRPCMessage,
} from '@modelcontextprotocol/server'
import type { RequestId } from '../intake/index.ts'

/** Which request a notification cancels, if that is what it does. */
export const cancelledBy = (message: JSONRPCMessage): RequestId | undefined => {
  if (!isJSONRPCNotification(message) || message.method !== 'notifications/cancelled') return undefined
  const id = message.params?.requestId
  return typeof id === 'string' || typeof id === 'number' ? id : undefined
}

/** The id of the request that a message answers, if it does. */
export const answeredBy = (message: JSONRPCMessage): RequestId | undefined =>
  isJSONRPCResultResponse(message) || isJSONRPCErrorResponse(message) ? message.id : undefined

/** Keeps account of the requests on a connection that have no answer yet, in both directions. */
export const createExchanges = () => {
  const theirs = new Set<RequestId>()
  const ours = new Set<RequestId>()
  const waiting = new Set<() => void>()

  const settle = (id: RequestId | undefined) => {
    if (id !== undefined) theirs.delete(id)
    if (theirs.size > 0) return
    for (const resume of waiting) resume()
    waiting.clear()
  }

  return {
    received(message: JSONRPCMessage): void {
      const answered = answeredBy(message)
      if (answered !== undefined) ours.delete(answered)
      // A subscription is answered when it ends.
      else if (isJSONRPCRequest(message) && message.method !== 'subscriptions/listen') theirs.add(message.id)
      else settle(cancelledBy(message))
    },
    sent(message: JSONRPCMessage): void {
      if (isJSONRPCRequest(message)) ours.add(message.id)
      else settle(answeredBy(message))
    },
    /** The requests that the client has yet to answer. */
    asked: (): readonly RequestId[] => [...ours],
    /** Resolves when every request of the client has been answered or cancelled. */
    settled: (): Promise<void> =>
      new Promise(resolve => {
        if (theirs.size === 0) resolve()
        else waiting.add(resolve)
      }),
  }
}
