import type { Outcome } from '../../define/outcome.ts'
import type { Host } from '../host.ts'
import { type IntakeError, modernRevisions, type RequestId, wireErrors } from '../intake/index.ts'
import { toWireRefusal, type WireRefusal } from '../wire-refusal.ts'
import { encodeId } from './ids.ts'
import { encodeMembers } from './results.ts'

/** One JSON-RPC response, and the HTTP status that goes with it where it is the whole answer. */
export interface Answer {
  readonly status: number
  readonly text: string
}

const statusOf = (code: number): number => {
  // What a request asks for in vain is answered like any other request (streamable HTTP, "Protocol Version Header").
  if (code === wireErrors.methodNotFound.code) return wireErrors.methodNotFound.status
  if (code === wireErrors.missingClientCapability.code) return wireErrors.missingClientCapability.status
  return 200
}

/** The response to a request that was refused. */
export const errorAnswer = (id: RequestId, error: WireRefusal, status = statusOf(error.code)): Answer => ({
  status,
  text: `{"jsonrpc":"2.0","id":${encodeId(id)},"error":${JSON.stringify(error)}}`,
})

/** The same, of an error that has a status of its own. */
export const intakeAnswer = (id: RequestId, { code, message, status }: IntakeError): Answer =>
  errorAnswer(id, { code, message }, status)

const SERVER_INFO = 'io.modelcontextprotocol/serverInfo'

/** Makes what answers requests: everything that is the same in every answer is made JSON once. */
export const createAnswers = (host: Host) => {
  const ownMeta = `"${SERVER_INFO}":${JSON.stringify(host.info)}`
  const metaOnly = `"_meta":{${ownMeta}}`
  const completed = `"resultType":"complete",${metaOnly}}}`

  /** A result that has metadata of its own; the server's name stands beside it, unless it is there already. */
  const withMeta = (meta: Readonly<Record<string, unknown>>): string => {
    const text = JSON.stringify(meta)
    if (Object.hasOwn(meta, SERVER_INFO)) return `"_meta":${text}`
    return text === '{}' ? metaOnly : `"_meta":${text.slice(0, -1)},${ownMeta}}`
  }

  const result = (id: RequestId, members: string): Answer => ({
    status: 200,
    text: `{"jsonrpc":"2.0","id":${encodeId(id)},"result":{${members}${members === '' ? '' : ','}${completed}`,
  })

  const failed = (id: RequestId, error: unknown): Answer => {
    host.log.error('protocol.unsendable', { error })
    const { code } = wireErrors.internalError
    return errorAnswer(id, { code, message: 'The result of this request cannot be expressed in JSON' })
  }

  const encode = (id: RequestId, method: string, outcome: Outcome): Answer => {
    switch (outcome.kind) {
      case 'result': {
        const { members, meta } = encodeMembers(method, outcome.result)
        if (!meta) return result(id, members)
        const text = `{"jsonrpc":"2.0","id":${encodeId(id)},"result":{${members},"resultType":"complete",${withMeta(meta)}}}`
        return { status: 200, text }
      }
      case 'input_required': {
        const { requests, state } = outcome
        const asked = `"inputRequests":${JSON.stringify(requests)},"requestState":${JSON.stringify(state)}`
        return {
          status: 200,
          text: `{"jsonrpc":"2.0","id":${encodeId(id)},"result":{${asked},"resultType":"input_required",${metaOnly}}}`,
        }
      }
      case 'refused':
        return errorAnswer(id, toWireRefusal(outcome.refusal, true))
      case 'task': {
        const members = JSON.stringify({ ...outcome.task, resultType: 'task' }).slice(1, -1)
        return {
          status: 200,
          text: `{"jsonrpc":"2.0","id":${encodeId(id)},"result":{${members},${metaOnly}}}`,
        }
      }
    }
  }

  let discovered: { readonly capabilities: object; readonly members: string } | undefined

  return {
    /** The answer to a request that was carried out, whatever came of it. */
    outcome(id: RequestId, method: string, outcome: Outcome): Answer {
      try {
        return encode(id, method, outcome)
      } catch (error) {
        return failed(id, error)
      }
    },

    /** Who the server is and what it can do (server/discover). */
    discover(id: RequestId): Answer {
      const capabilities = host.capabilities()
      if (discovered?.capabilities !== capabilities) {
        const { instructions } = host
        const about = {
          supportedVersions: modernRevisions,
          capabilities,
          ...(instructions === undefined ? {} : { instructions }),
          // What a server can do changes with what is declared, mounted and disabled, and no notification tells of it.
          ttlMs: 0,
          cacheScope: 'private',
        }
        discovered = { capabilities, members: JSON.stringify(about).slice(1, -1) }
      }
      return result(id, discovered.members)
    },

    /** The end of a subscription that the server ends (basic/patterns/subscriptions, "Graceful Closure"). */
    subscriptionEnded(id: RequestId): string {
      const key = '"io.modelcontextprotocol/subscriptionId"'
      return `{"jsonrpc":"2.0","id":${encodeId(id)},"result":{"resultType":"complete","_meta":{${key}:${encodeId(id)},${ownMeta}}}}`
    },
  }
}
