export { type Body, readBody } from './body.ts'
export type { Classified } from './classified.ts'
export { tooLong } from './decode.ts'
export { wireErrors } from './errors.ts'
export { nodeHeaders } from './header-value.ts'
export { type HostGuard, hostGuard } from './host-guard.ts'
export { checkHead } from './http.ts'
export { receiveBody, receiveLine } from './intake.ts'
export { encodeError, type IntakeError, intakeError, quote } from './intake-error.ts'
export { defaultLimits, type IntakeLimits } from './limits.ts'
export {
  isObject,
  type JsonObject,
  type RequestId,
  type RequestMessage,
  type SingleMessage,
} from './message.ts'
export { paramsError } from './params.ts'
export { allRevisions, legacyRevisions, modernRevisions } from './revisions.ts'
export type { Inbound } from './shape.ts'
