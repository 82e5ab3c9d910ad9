import type { Transport } from '@modelcontextprotocol/client'

type OnMessage = NonNullable<Transport['onmessage']>
type Message = Parameters<OnMessage>[0]

const isTaskMade = (
  message: Message,
): message is Message & { readonly result: Readonly<Record<string, unknown>> } =>
  'result' in message && (message.result as { readonly resultType?: unknown }).resultType === 'task'

/**
 * Tells of the tasks that a server makes of calls. The official client takes such an answer for an error, before
 * anybody sees what is in it: so it is looked at on its way there, and the client gets an empty result in its place,
 * which counts as a failure because of no other it would accept that it does not fit the schema of the tool.
 */
export const tellOfTasks = (transport: Transport, onTask: (task: unknown) => void): void => {
  let handler: OnMessage | undefined
  const onMessage: OnMessage = (message, extra) => {
    if (!isTaskMade(message)) return handler?.(message, extra)
    onTask(message.result)
    handler?.({ ...message, result: { resultType: 'complete', content: [], isError: true } }, extra)
  }
  Object.defineProperty(transport, 'onmessage', {
    configurable: true,
    get: () => handler && onMessage,
    set: (next: OnMessage | undefined) => {
      handler = next
    },
  })
}
