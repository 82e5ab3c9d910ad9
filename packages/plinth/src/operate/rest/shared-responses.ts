import { failsWith } from './route.ts'

export const NO_TOOL = failsWith('There is no such tool', 'NOT_FOUND')

/** What is wrong with a body. */
export const BODY = {
  400: failsWith('The body is no JSON object', 'MALFORMED_REQUEST'),
  413: failsWith('The body is too long', 'CONTENT_TOO_LARGE'),
  415: failsWith('The body is not uncompressed JSON', 'UNSUPPORTED_MEDIA_TYPE'),
}

/** Why a caller is told to come again. */
export const LIMITED = {
  429: {
    ...failsWith('The caller asks too often', 'RATE_LIMITED'),
    headers: { 'Retry-After': 'Seconds after which to try again' },
  },
}

/** Why a tool was not called. */
export const CALLED = {
  ...LIMITED,
  403: failsWith('The tool is disabled', 'TOOL_DISABLED'),
  404: NO_TOOL,
  422: failsWith('The arguments do not fit', 'VALIDATION_ERROR'),
  503: failsWith('The server has no room, or stops', 'RESOURCE_EXHAUSTED'),
}
