import type { ClientInfo } from '../define/context.ts'
import type { ErrorCode } from '../define/errors.ts'
import type { Middleware, MiddlewareContext } from '../define/middleware.ts'
import type { Outcome } from '../define/outcome.ts'
import type { ToolResult } from '../define/result.ts'
import { type Ending, observing } from '../dispatch/observe.ts'
import type { Logger, LogLevel } from '../logger.ts'
import { redact } from '../redact.ts'
import { requireWhole } from './whole-number.ts'

/** What `requestLog` writes, and where. */
export interface RequestLogOptions {
  /** Where the lines go; never to the client. Default: the server's own log. */
  readonly log?: Logger
  /** Whether lines hold parameters and results, with secrets redacted. Default false: they may be personal. */
  readonly payloads?: boolean
  /** Characters of JSON beyond which parameters or a result are cut. Default 4,096. */
  readonly maxPayloadChars?: number
  /** Milliseconds of a clock that is never set back. Default `performance.now`. */
  readonly now?: () => number
}

/** The longest that a text of the caller's may be in a line. */
const MAX_TEXT = 256

const cut = (text: string): string => (text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}...` : text)

const describeClient = ({ name, version }: ClientInfo): string => cut(`${name}/${version}`)

const PAYLOAD_LIMITS = { entries: 50, text: 1_024, values: 500 }

const show = (payload: unknown, maxChars: number): unknown => {
  const shown = redact(payload, PAYLOAD_LIMITS)
  const json = JSON.stringify(shown) ?? ''
  return json.length > maxChars ? `${json.slice(0, maxChars)}... (${json.length} characters)` : shown
}

/** A tool's text repeats its structured content, so that one of them is enough. */
const payloadOf = (outcome: Outcome): unknown => {
  if (outcome.kind !== 'result') return undefined
  const { structured, content } = Object(outcome.result) as Partial<ToolResult>
  return structured ?? content ?? outcome.result
}

const INTERNAL: ErrorCode = 'INTERNAL_ERROR'

const levelOf = ({ outcome, code }: Ending): LogLevel => {
  if (outcome === 'failed') return code === INTERNAL ? 'error' : 'warning'
  return outcome === 'refused' ? 'warning' : 'info'
}

const whoAndWhat = (ctx: MiddlewareContext) => ({
  method: cut(ctx.method),
  name: cut(ctx.name),
  requestId: typeof ctx.requestId === 'string' ? cut(ctx.requestId) : ctx.requestId,
  correlationId: ctx.correlationId,
  transport: ctx.transport,
  protocolVersion: cut(ctx.protocolVersion),
  ...(ctx.principal ? { principal: cut(ctx.principal.id) } : {}),
  ...(ctx.principal?.tenant === undefined ? {} : { tenant: cut(ctx.principal.tenant) }),
  ...(ctx.client ? { client: describeClient(ctx.client) } : {}),
})

/**
 * Writes one line, `request.end`, for each request that passes: `method`, `name` (the tool, prompt or URI),
 * `requestId`, `correlationId`, `transport`, `protocolVersion`, `principal` and `tenant` where there are any,
 * `client`, `durationMs`, `outcome`, and for what did not go well `code`, `reason` and `errorId`. `outcome` is `ok`,
 * `failed`, `refused`, `cancelled`, `input_required` (the client was asked; its answer is a request of its own) or
 * `task`. The line's level is info, warning for failures and refusals, and error for unexpected failures.
 *
 * Put it outermost: it then sees who the caller turned out to be, and every refusal.
 *
 * @throws RangeError when an option is out of range
 * @example
 * const server = new Plinth({ name: 'weather' })
 * server.use(requestLog())
 */
export const requestLog = (options: RequestLogOptions = {}): Middleware => {
  const { log, payloads = false, maxPayloadChars = 4_096, now = () => performance.now() } = options
  requireWhole('requestLog', 'maxPayloadChars', maxPayloadChars)
  return observing(ctx => {
    const start = now()
    return (ending, outcome) => {
      const { [levelOf(ending)]: write } = log ?? ctx.serverLog
      write('request.end', {
        ...whoAndWhat(ctx),
        durationMs: Math.round((now() - start) * 1_000) / 1_000,
        ...ending,
        ...(payloads ? { params: show(ctx.params, maxPayloadChars) } : {}),
        ...(payloads && outcome ? { result: show(payloadOf(outcome), maxPayloadChars) } : {}),
      })
    }
  })
}
