import { legacyRevisions, modernRevisions, type Revision } from './revisions.ts'

/** An error code that may cross the wire, and what it is for. */
export interface WireError {
  readonly code: number
  /** The HTTP status when the error is the whole answer to an HTTP request. */
  readonly status: number
  /** The revisions on which a server may send it. */
  readonly revisions: readonly Revision[]
  /** When to send it. */
  readonly meaning: string
}

const every: readonly Revision[] = [...modernRevisions, ...legacyRevisions]

/** Plinth's own refusals: the HTTP status that says the same stands in the code, as in -31429 for 429. */
const own = (status: number, meaning: string): WireError => ({
  code: -31_000 - status,
  status,
  revisions: every,
  meaning,
})

/**
 * Every error code that Plinth sends, in one place. JSON-RPC reserves -32768 to -32000, of which the specification
 * keeps -32020 to -32099 for itself and closes -32000 to -32019 to new use (2026-07-28, basic, "Error Codes"): our own
 * codes stand outside.
 *
 * @example
 * const { code } = wireErrors.methodNotFound
 */
export const wireErrors = {
  parseError: { code: -32_700, status: 400, revisions: every, meaning: 'the bytes are not JSON in UTF-8' },
  invalidRequest: { code: -32_600, status: 400, revisions: every, meaning: 'the JSON is no message' },
  methodNotFound: { code: -32_601, status: 404, revisions: every, meaning: 'the server has no such method' },
  invalidParams: {
    code: -32_602,
    status: 400,
    revisions: every,
    meaning: 'the parameters do not fit the method',
  },
  internalError: { code: -32_603, status: 500, revisions: every, meaning: 'the server failed' },
  headerMismatch: {
    code: -32_020,
    status: 400,
    revisions: modernRevisions,
    meaning: 'a header is missing, malformed, or says something else than the body',
  },
  // Older revisions have no code for this, and give this one no other meaning: a handler is refused alike on all.
  missingClientCapability: {
    code: -32_021,
    status: 400,
    revisions: every,
    meaning: 'the request needs a capability that the client did not declare',
  },
  unsupportedProtocolVersion: {
    code: -32_022,
    status: 400,
    revisions: modernRevisions,
    meaning: 'the client names a revision that the server does not serve',
  },
  resourceNotFound: {
    code: -32_002,
    status: 200,
    revisions: legacyRevisions,
    meaning: 'there is no such resource; since 2026-07-28 this is -32602',
  },
  unauthenticated: own(401, 'the caller did not say who it is, or was not believed'),
  forbidden: own(403, 'the caller may not do this, or comes from a host or origin that is not allowed'),
  sessionNotFound: own(404, 'there is no such session, or it has ended'),
  methodNotAllowed: own(405, 'the endpoint does not take this HTTP method'),
  notAcceptable: own(406, 'the client accepts no form in which the server could answer'),
  requestTimeout: own(408, 'the request did not arrive in time'),
  conflict: own(409, 'what the request asks for is taken'),
  unsupportedMediaType: own(415, 'the body is not uncompressed application/json'),
  rateLimited: own(429, 'the caller asks too often'),
  headersTooLarge: own(431, 'there are too many headers, or they are too long'),
  unavailable: own(503, 'the server is starting, draining, or has no room'),
} as const satisfies Record<string, WireError>
