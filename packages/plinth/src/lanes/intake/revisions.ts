/** Revisions that carry version, identity and capabilities on every request, newest first. */
export const modernRevisions = ['2026-07-28'] as const

/** Revisions that open with an `initialize` handshake, newest first. */
export const legacyRevisions = ['2025-11-25', '2025-06-18', '2025-03-26', '2024-11-05'] as const

export type Revision = (typeof modernRevisions)[number] | (typeof legacyRevisions)[number]

/** Which protocol revisions a server serves. */
export interface ServedRevisions {
  /** Newest first; empty when every request without a handshake is refused. */
  readonly modern: readonly string[]
  /** Newest first; empty on a server that is modern only. */
  readonly legacy: readonly string[]
}

/** Everything that Plinth speaks. */
export const allRevisions: ServedRevisions = { modern: modernRevisions, legacy: legacyRevisions }

/**
 * The one revision that has batches (2025-03-26, "Batching"). It is also what a client speaks that names no
 * revision by header or handshake (2025-11-25, "Protocol Version Header").
 */
export const batchRevision = '2025-03-26'

/** Where a response may leave out an id that could not be read; older revisions have no such form. */
const idIsOptional = new Set<string>(['2026-07-28', '2025-11-25'])

/** The form of an id that could not be read: left out, or null as JSON-RPC 2.0 has it. */
export const unreadableId = (revision: string | undefined): { readonly id?: null } =>
  revision === undefined || idIsOptional.has(revision) ? {} : { id: null }
