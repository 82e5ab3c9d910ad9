export type Reply = { status: number; body?: unknown; headers?: Record<string, string> }

export const ok = (body: unknown): Reply => ({ status: 200, body })

/** Ends a request with a status and `{ message }`, or a body of its own. */
export class HttpError extends Error {
  readonly status: number
  readonly body: unknown

  constructor(status: number, message: string, more: Record<string, unknown> = {}, cause?: unknown) {
    super(message, { cause })
    this.status = status
    this.body = { message, ...more }
  }
}

export const badRequest = (message: string, cause?: unknown) => new HttpError(400, message, {}, cause)
export const notFound = (what: string) => new HttpError(404, `${what} not found`)
