export type Id = string | number

type Fields = Readonly<Record<string, unknown>>

/** A message of the protocol, as far as somebody in between needs to know it. */
export interface Message {
  readonly jsonrpc: '2.0'
  readonly id?: Id
  readonly method?: string
  readonly params?: Fields
  readonly result?: Fields
  readonly error?: { readonly code: number; readonly message: string }
}

export type Request = Message & { readonly id: Id; readonly method: string }

export const isRequest = (message: Message): message is Request =>
  message.method !== undefined && message.id !== undefined

/** A line as a message; undefined when it is none, or several. */
export const parseMessage = (line: string): Message | undefined => {
  try {
    const value: unknown = JSON.parse(line)
    const isOne = typeof value === 'object' && value !== null && !Array.isArray(value) && 'jsonrpc' in value
    return isOne ? (value as Message) : undefined
  } catch {
    return undefined
  }
}

export const notification = (method: string, params?: Fields): Message => ({
  jsonrpc: '2.0',
  method,
  ...(params ? { params } : {}),
})

export const failure = (id: Id, message: string): Message => ({
  jsonrpc: '2.0',
  id,
  error: { code: -32_603, message },
})
