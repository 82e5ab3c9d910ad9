/** An object out of JSON: its keys are the sender's, `__proto__` among them, so ask for them with `Object.hasOwn`. */
export type JsonObject = Readonly<Record<string, unknown>>

/** What ties a response to its request. */
export type RequestId = string | number

export interface RequestMessage {
  readonly jsonrpc: '2.0'
  readonly id: RequestId
  readonly method: string
  readonly params?: JsonObject
}

export interface NotificationMessage {
  readonly jsonrpc: '2.0'
  readonly method: string
  readonly params?: JsonObject
}

export interface ResultMessage {
  readonly jsonrpc: '2.0'
  readonly id: RequestId
  readonly result: JsonObject
}

export interface ErrorMessage {
  readonly jsonrpc: '2.0'
  /** Absent when the sender could not read the id of the request. */
  readonly id?: RequestId
  readonly error: { readonly code: number; readonly message: string; readonly data?: unknown }
}

/** One checked message, with the kind that was recognised. `message` has the members of its kind and no other. */
export type SingleMessage =
  | { readonly kind: 'request'; readonly message: RequestMessage }
  | { readonly kind: 'notification'; readonly message: NotificationMessage }
  | { readonly kind: 'response'; readonly message: ResultMessage | ErrorMessage }

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** A member that the object has itself, never one that it inherits. */
export const own = (object: JsonObject, key: string): unknown =>
  Object.hasOwn(object, key) ? object[key] : undefined
