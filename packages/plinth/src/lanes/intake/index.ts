export { type Body, type BodyLimits, readBody } from './body.ts'
export { type Classified, classify, type Source } from './classify.ts'
export { decodeMessage, tooLong } from './decode.ts'
export { metaKeys } from './envelope.ts'
export { mayEmit, type WireError, type WireErrorName, wireErrors } from './errors.ts'
export { decodeHeaderValue, type HeaderReader, nodeHeaders, webHeaders } from './header-value.ts'
export { type HostGuard, type HostGuardOptions, hostGuard } from './host-guard.ts'
export { checkHead, type HeadRules, type RequestHead } from './http.ts'
export { type IntakeSettings, type Negotiated, receiveBody, receiveLine } from './intake.ts'
export {
  type Checked,
  encodeError,
  type IntakeError,
  intakeError,
  quote,
  type Subject,
} from './intake-error.ts'
export { defaultLimits, type IntakeLimits } from './limits.ts'
export { type AcceptedForms, acceptedForms } from './media-type.ts'
export type {
  ErrorMessage,
  JsonObject,
  NotificationMessage,
  RequestId,
  RequestMessage,
  ResultMessage,
  SingleMessage,
} from './message.ts'
export { checkParamHeaders, type ParamHeader, paramHeadersOf } from './param-headers.ts'
export {
  allRevisions,
  batchRevision,
  legacyRevisions,
  modernRevisions,
  type Revision,
  type ServedRevisions,
} from './revisions.ts'
export { type Inbound, shapeMessage } from './shape.ts'
export type { About } from './standard-headers.ts'
