import { CORRELATION_ID } from '../define/correlation-id.ts'

/**
 * The key in a request's `_meta` under which a caller may give its own correlation id: 1 to 128 letters, digits, `_`,
 * `.`, `:` or `-`. Anything else is replaced by a new one.
 *
 * @example
 * server.tool('scan', {}, (_, ctx) => ctx.correlationId)
 * const { client, close } = await connect(server)
 * const { content } = await client.callTool({ name: 'scan', _meta: { [CORRELATION_META_KEY]: 'order-42' } })
 * content // [{ type: 'text', text: 'order-42' }]
 * await close()
 */
export const CORRELATION_META_KEY = 'dev.plinth/correlation-id'

/** The correlation id that a caller gave, or a new one. */
export const correlationOf = (meta: Readonly<Record<string, unknown>>): string => {
  const given = meta[CORRELATION_META_KEY]
  return typeof given === 'string' && CORRELATION_ID.test(given) ? given : crypto.randomUUID()
}
