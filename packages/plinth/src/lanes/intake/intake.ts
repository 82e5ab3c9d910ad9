import type { ParamHeader } from '../../define/param-headers.ts'
import type { Classified, Source } from './classified.ts'
import { classify } from './classify.ts'
import { decodeMessage } from './decode.ts'
import type { HeaderReader } from './header-value.ts'
import type { Checked } from './intake-error.ts'
import type { IntakeLimits } from './limits.ts'
import type { ServedRevisions } from './revisions.ts'
import { shapeMessage } from './shape.ts'

/** The same for every message of a server. */
export interface IntakeSettings {
  readonly limits: IntakeLimits
  readonly served: ServedRevisions
  /** The arguments that a tool wants mirrored into headers. Default: none. */
  readonly paramHeaders?: (tool: string) => readonly ParamHeader[]
}

/** What an earlier `initialize` agreed on, if there was one. */
export interface Negotiated {
  readonly revision?: string | undefined
}

const receive = (bytes: Uint8Array, limits: IntakeLimits, source: Source): Checked<Classified> => {
  const decoded = decodeMessage(bytes, limits)
  if (!decoded.ok) return decoded
  const shaped = shapeMessage(decoded.value, limits)
  return shaped.ok ? classify(shaped.value, source) : shaped
}

/**
 * From the body of a POST to a checked message and its lane, or the error to answer with.
 *
 * @param header the headers of the request, whose revision, method, name and mirrored arguments must agree with the body
 * @param negotiated what the session of the request negotiated; only older revisions have sessions
 */
export const receiveBody = (
  bytes: Uint8Array,
  header: HeaderReader,
  { limits, served, paramHeaders }: IntakeSettings,
  negotiated: Negotiated = {},
): Checked<Classified> =>
  receive(bytes, limits, { served, header, paramHeaders, negotiated: negotiated.revision })

/**
 * From a line on stdio to a checked message and its lane, or the error to answer with. An error whose subject is a
 * notification or a response is logged, not answered.
 *
 * @param negotiated what the handshake on this connection negotiated, once there was one
 */
export const receiveLine = (
  line: Uint8Array,
  { limits, served }: IntakeSettings,
  negotiated: Negotiated = {},
): Checked<Classified> => receive(line, limits, { served, negotiated: negotiated.revision })
