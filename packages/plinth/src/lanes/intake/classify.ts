import { aboutOf, type Classified, type NotificationOf, type Source } from './classified.ts'
import { classifyRequest } from './classify-request.ts'
import { claimedRevision, hasClaim, metaKeys } from './envelope.ts'
import { wireErrors } from './errors.ts'
import { type Checked, type IntakeError, intakeError, passed, quote, refused } from './intake-error.ts'
import type { SingleMessage } from './message.ts'
import { envelopeError, listed, unsupportedRevision } from './revision-errors.ts'
import { batchRevision } from './revisions.ts'
import type { Inbound } from './shape.ts'
import { headerMismatch, methodHeaderError, revisionInHeader } from './standard-headers.ts'

const headerRevision = ({ header }: Source): string | undefined =>
  header === undefined ? undefined : revisionInHeader(header)

const modernNotification = (
  inbound: NotificationOf,
  revision: string,
  { served, header }: Source,
): Checked<Classified> => {
  const about = aboutOf(inbound)
  if (!served.modern.includes(revision)) {
    return refused(unsupportedRevision(revision, served.modern, served, about))
  }
  const contradicted =
    header === undefined ? undefined : methodHeaderError(header, inbound.message.method, about)
  return contradicted === undefined ? passed({ era: 'modern', revision, inbound }) : refused(contradicted)
}

const claimingNotification = (inbound: NotificationOf, source: Source): Checked<Classified> => {
  const about = aboutOf(inbound)
  const revision = claimedRevision(inbound.message.params)
  if (revision === undefined) {
    const key = metaKeys.protocolVersion
    return refused(
      envelopeError(
        { message: `[${JSON.stringify(key)}] must be a string`, data: { key } },
        source.served,
        about,
      ),
    )
  }
  const named = headerRevision(source)
  if (named !== undefined && named !== revision) {
    const text = `MCP-Protocol-Version header value ${quote(named)} does not match body value ${quote(revision)}`
    return refused(headerMismatch(text, about))
  }
  return modernNotification(inbound, revision, source)
}

/** What belongs to no request of its own is legacy by its header, by what was negotiated, or for want of both. */
const legacyByHeader = (
  inbound: Exclude<SingleMessage, { kind: 'request' }>,
  source: Source,
): Checked<Classified> => {
  const { served, negotiated } = source
  const named = headerRevision(source)
  const about = aboutOf(inbound)
  if (named !== undefined && !served.legacy.includes(named)) {
    return refused(unsupportedRevision(named, [...served.modern, ...served.legacy], served, about))
  }
  if (served.legacy.length > 0) return passed({ era: 'legacy', revision: named ?? negotiated, inbound })
  const text = `MCP-Protocol-Version header is missing: this server supports ${listed(served.modern)}`
  return refused(headerMismatch(text, about))
}

const classifyNotification = (inbound: NotificationOf, source: Source): Checked<Classified> => {
  if (source.served.modern.length === 0) return legacyByHeader(inbound, source)
  if (hasClaim(inbound.message.params)) return claimingNotification(inbound, source)
  if (source.header === undefined) return passed({ era: 'unclaimed', inbound })
  const named = headerRevision(source)
  return named !== undefined && source.served.modern.includes(named)
    ? modernNotification(inbound, named, source)
    : legacyByHeader(inbound, source)
}

const classifyResponse = (
  inbound: Extract<SingleMessage, { kind: 'response' }>,
  source: Source,
): Checked<Classified> => {
  const named = headerRevision(source)
  if (source.served.legacy.length === 0 || (named !== undefined && source.served.modern.includes(named))) {
    const text = 'Clients send no responses since revision 2026-07-28: resend the request with inputResponses'
    return refused(intakeError(wireErrors.invalidRequest, text, aboutOf(inbound)))
  }
  return legacyByHeader(inbound, source)
}

const entryError = (entry: SingleMessage): IntakeError | undefined => {
  const isHandshake = entry.kind === 'request' && entry.message.method === 'initialize'
  if (!isHandshake && (entry.kind === 'response' || !hasClaim(entry.message.params))) return undefined
  const text = isHandshake ? 'initialize must be sent alone' : 'A modern message must be sent alone'
  return intakeError(wireErrors.invalidRequest, `${text}, not in a batch`, aboutOf(entry))
}

const classifyBatch = (batch: Extract<Inbound, { kind: 'batch' }>, source: Source): Checked<Classified> => {
  const { served, header, negotiated } = source
  // Without a header or a handshake an HTTP client speaks 2025-03-26; on stdio a handshake comes before all else.
  const revision = headerRevision(source) ?? negotiated ?? (header === undefined ? undefined : batchRevision)
  if (revision !== batchRevision || !served.legacy.includes(batchRevision)) {
    const text = `Only revision ${batchRevision} has batches: send each message by itself`
    return refused(intakeError(wireErrors.invalidRequest, text))
  }
  const errors = batch.messages.flatMap(entry => entryError(entry) ?? [])
  const messages = batch.messages.filter(entry => entryError(entry) === undefined)
  const inbound = { kind: 'batch', messages, errors: [...batch.errors, ...errors] } as const
  return passed({ era: 'legacy', revision, inbound })
}

/**
 * Decides to which lane a message belongs, and refuses what neither can serve (2026-07-28, "Versioning and
 * Compatibility" and streamable HTTP, "Server Validation"; 2025-11-25, "Protocol Version Header").
 *
 * @returns the message with its era and revision; `-32602` for missing or wrong metadata, `-32022` for a revision that
 *   is not served, `-32020` for headers that are missing or disagree with the body, `-32600` for a batch or a response
 *   where there are none
 */
export const classify = (inbound: Inbound, source: Source): Checked<Classified> => {
  switch (inbound.kind) {
    case 'request':
      return classifyRequest(inbound, source)
    case 'notification':
      return classifyNotification(inbound, source)
    case 'response':
      return classifyResponse(inbound, source)
    case 'batch':
      return classifyBatch(inbound, source)
  }
}
