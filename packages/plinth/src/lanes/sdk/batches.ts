import type { JSONRPCMessage } from '@modelcontextprotocol/server'
import {
  encodeError,
  type Inbound,
  type IntakeError,
  type RequestId,
  type SingleMessage,
} from '../intake/index.ts'

export type Batch = Extract<Inbound, { kind: 'batch' }>

interface Waiting {
  readonly ids: Set<RequestId>
  readonly answers: string[]
}

const answerable = ({ subject }: IntakeError): boolean => subject === 'request' || subject === 'unknown'

/** Puts the answers to a batch together into one (2025-03-26, "Batching"); single messages pass as they are. */
export const createBatches = () => {
  const waiting = new Map<RequestId, Waiting>()
  let last: Waiting | undefined

  const finished = (batch: Waiting): string | undefined =>
    batch.ids.size === 0 && batch.answers.length > 0 ? `[${batch.answers.join(',')}]` : undefined

  return {
    /** The messages of a batch to deliver, one after the other; its errors are answered with the rest. */
    open(batch: Batch): readonly SingleMessage[] {
      const ids = batch.messages.flatMap(each => (each.kind === 'request' ? [each.message.id] : []))
      last = {
        ids: new Set(ids),
        answers: batch.errors.filter(answerable).map(error => encodeError(error, '2025-03-26')),
      }
      for (const id of last.ids) waiting.set(id, last)
      return batch.messages
    },
    /** The answer to the batch opened last, when nothing in it waits for a handler. */
    settled(): string | undefined {
      const batch = last
      last = undefined
      return batch && finished(batch)
    },
    /**
     * A request that was cancelled gets no answer.
     *
     * @returns the answer to the rest of its batch, when it waited for that one alone
     */
    drop(id: RequestId): string | undefined {
      const batch = waiting.get(id)
      if (!batch) return undefined
      waiting.delete(id)
      batch.ids.delete(id)
      return batch === last ? undefined : finished(batch)
    },
    /** The text to write for a message: none while its batch waits for others. */
    collect(message: JSONRPCMessage): string | undefined {
      const id = 'id' in message && !('method' in message) ? message.id : undefined
      const batch = id === undefined || id === null ? undefined : waiting.get(id)
      if (!batch || id === undefined) return JSON.stringify(message)
      waiting.delete(id)
      batch.ids.delete(id)
      batch.answers.push(JSON.stringify(message))
      if (batch === last) return undefined
      return finished(batch)
    },
  }
}
