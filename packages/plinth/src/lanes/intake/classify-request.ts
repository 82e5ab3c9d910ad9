import { aboutOf, type Classified, type RequestOf, type Source } from './classified.ts'
import { claimedRevision, envelopeProblem, hasClaim } from './envelope.ts'
import { type Checked, type IntakeError, passed, quote, refused } from './intake-error.ts'
import { own } from './message.ts'
import { paramHeaderError } from './param-headers.ts'
import { envelopeError, listed, unsupportedRevision } from './revision-errors.ts'
import {
  headerMismatch,
  methodHeaderError,
  requiredHeaderError,
  revisionInHeader,
} from './standard-headers.ts'

const missingEnvelope = (inbound: RequestOf, { served }: Pick<Source, 'served'>): IntakeError => {
  const problem = envelopeProblem(inbound.message.params) ?? { message: 'must be complete', data: {} }
  return envelopeError(problem, served, aboutOf(inbound))
}

/** A request that carries its own metadata: everything that can be checked before the method is known. */
const modernRequest = (inbound: RequestOf, { served, header, paramHeaders }: Source): Checked<Classified> => {
  const about = aboutOf(inbound)
  const { message } = inbound
  const problem = envelopeProblem(message.params)
  const revision = claimedRevision(message.params)
  if (problem !== undefined || revision === undefined) {
    return refused(missingEnvelope(inbound, { served }))
  }
  const named = header === undefined ? undefined : revisionInHeader(header)
  if (named !== undefined && named !== revision) {
    const text = `MCP-Protocol-Version header value ${quote(named)} does not match body value ${quote(revision)}`
    return refused(headerMismatch(text, about))
  }
  const contradicted = header === undefined ? undefined : methodHeaderError(header, message.method, about)
  if (contradicted !== undefined) return refused(contradicted)
  if (!served.modern.includes(revision)) {
    return refused(unsupportedRevision(revision, served.modern, served, about))
  }
  const lacking =
    header &&
    (requiredHeaderError(header, message, about) ??
      (paramHeaders && paramHeaderError(header, message, paramHeaders, about)))
  return lacking === undefined ? passed({ era: 'modern', revision, inbound }) : refused(lacking)
}

/** The handshake of the older revisions. It negotiates by its body, so an older header on it decides nothing. */
const handshake = (inbound: RequestOf, { served, header }: Source): Checked<Classified> => {
  const about = aboutOf(inbound)
  const named = header === undefined ? undefined : revisionInHeader(header)
  if (named !== undefined && served.modern.includes(named)) {
    const text = `initialize belongs to revisions before MCP-Protocol-Version header value ${quote(named)}`
    return refused(headerMismatch(`${text}; call server/discover instead`, about))
  }
  if (served.legacy.length > 0) return passed({ era: 'legacy', revision: undefined, inbound })
  const requested = own(inbound.message.params ?? {}, 'protocolVersion')
  return refused(
    typeof requested === 'string'
      ? unsupportedRevision(requested, served.modern, served, about)
      : missingEnvelope(inbound, { served }),
  )
}

/** Whether the metadata makes even an `initialize` a modern request, which then knows no such method. */
const outranksHandshake = ({ message }: RequestOf, { served }: Source): boolean => {
  const revision = claimedRevision(message.params)
  return (
    revision !== undefined &&
    !served.legacy.includes(revision) &&
    envelopeProblem(message.params) === undefined
  )
}

const unclaimedRequest = (inbound: RequestOf, source: Source): Checked<Classified> => {
  const { served, header, negotiated } = source
  const about = aboutOf(inbound)
  const named = header === undefined ? undefined : revisionInHeader(header)
  if (named === undefined) {
    if (served.legacy.length > 0) return passed({ era: 'legacy', revision: negotiated, inbound })
    const text = `MCP-Protocol-Version header is missing: this server supports ${listed(served.modern)}`
    return refused(header === undefined ? missingEnvelope(inbound, source) : headerMismatch(text, about))
  }
  if (served.legacy.includes(named)) return passed({ era: 'legacy', revision: named, inbound })
  return refused(
    served.modern.includes(named)
      ? missingEnvelope(inbound, source)
      : unsupportedRevision(named, [...served.modern, ...served.legacy], served, about),
  )
}

/** To which lane a request belongs: its own metadata decides, then the header, then what was negotiated. */
export const classifyRequest = (inbound: RequestOf, source: Source): Checked<Classified> => {
  const servesModern = source.served.modern.length > 0
  if (inbound.message.method === 'initialize' && !(servesModern && outranksHandshake(inbound, source))) {
    return handshake(inbound, source)
  }
  return servesModern && hasClaim(inbound.message.params)
    ? modernRequest(inbound, source)
    : unclaimedRequest(inbound, source)
}
