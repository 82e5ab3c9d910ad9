import type { EnvelopeProblem } from './envelope.ts'
import { wireErrors } from './errors.ts'
import { type IntakeError, intakeError, quote } from './intake-error.ts'
import type { ServedRevisions } from './revisions.ts'
import type { About } from './standard-headers.ts'

export const listed = (revisions: readonly string[]): string => revisions.join(', ')

/**
 * The client names a revision that is not served. A server without modern revisions must not answer in modern terms:
 * the client would take it for a modern one and not fall back to the handshake (2026-07-28, "Backward Compatibility").
 */
export const unsupportedRevision = (
  requested: string,
  supported: readonly string[],
  served: ServedRevisions,
  about: About,
): IntakeError =>
  intakeError(
    served.modern.length === 0 ? wireErrors.invalidRequest : wireErrors.unsupportedProtocolVersion,
    `Unsupported protocol version ${quote(requested)}: this server supports ${listed(supported)}`,
    { ...about, data: { supported, requested } },
  )

/** The metadata of a modern request is missing or wrong. */
export const envelopeError = (
  problem: EnvelopeProblem,
  served: ServedRevisions,
  about: About,
): IntakeError => {
  const hint = problem.data.missing === undefined ? '' : `; this server supports ${listed(served.modern)}`
  const text = problem.message.startsWith('[') ? problem.message : ` ${problem.message}`
  return intakeError(wireErrors.invalidParams, `params._meta${text}${hint}`, { ...about, data: problem.data })
}
