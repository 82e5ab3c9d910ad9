/** Whom a block is meant for, how much it matters, and when it last changed. */
export interface BlockAnnotations {
  readonly audience?: readonly ('user' | 'assistant')[]
  /** From 0 (may be left out) to 1 (needed). */
  readonly priority?: number
  /** ISO 8601. */
  readonly lastModified?: string
}

interface BlockBase {
  readonly annotations?: BlockAnnotations
  readonly _meta?: Readonly<Record<string, unknown>>
}

/** The contents of a resource: text, or bytes in base64. */
export type ResourceContent = {
  readonly uri: string
  readonly mimeType?: string
  readonly _meta?: Readonly<Record<string, unknown>>
} & ({ readonly text: string } | { readonly blob: string })

/** One block of a result, in the protocol's own shape (server/tools, "Tool Result"). */
export type ContentBlock =
  | (BlockBase & { readonly type: 'text'; readonly text: string })
  | (BlockBase & { readonly type: 'image' | 'audio'; readonly data: string; readonly mimeType: string })
  | (BlockBase & { readonly type: 'resource'; readonly resource: ResourceContent })
  | (BlockBase & {
      readonly type: 'resource_link'
      readonly uri: string
      readonly name: string
      readonly title?: string
      readonly description?: string
      readonly mimeType?: string
      readonly size?: number
    })

/**
 * A block that a handler made on purpose: what tells it from an object that happens to look like one. For blocks that
 * the helpers below do not make.
 *
 * @example
 * const note = new Content({ type: 'text', text: 'For the user only', annotations: { audience: ['user'] } })
 * server.tool('note', {}, () => ['For everybody', note])
 */
export class Content {
  readonly block: ContentBlock

  constructor(block: ContentBlock) {
    this.block = block
  }
}

const base64 = (data: string | Uint8Array): string =>
  typeof data === 'string'
    ? data
    : Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('base64')

/**
 * A block of text, for results of several blocks; a handler that returns one text returns the string.
 *
 * @example
 * server.tool('route', {}, () => [text('The way there:'), image('iVBORw0KGgo=', 'image/png')])
 */
export const text = (value: string, options: BlockBase = {}): Content =>
  new Content({ type: 'text', text: value, ...options })

/**
 * A picture: bytes, or base64 as it is.
 *
 * @example
 * import { readFile } from 'node:fs/promises'
 *
 * server.tool('map', {}, async () => image(await readFile('map.png'), 'image/png'))
 */
export const image = (data: string | Uint8Array, mimeType: string, options: BlockBase = {}): Content =>
  new Content({ type: 'image', data: base64(data), mimeType, ...options })

/**
 * A sound: bytes, or base64 as it is.
 *
 * @example
 * import { readFile } from 'node:fs/promises'
 *
 * server.tool('chime', {}, async () => audio(await readFile('chime.wav'), 'audio/wav'))
 */
export const audio = (data: string | Uint8Array, mimeType: string, options: BlockBase = {}): Content =>
  new Content({ type: 'audio', data: base64(data), mimeType, ...options })

/**
 * A file inside the result: text as a string, anything else as bytes.
 *
 * @example
 * server.tool('report', {}, () => file('file:///report.md', '# Report', 'text/markdown'))
 */
export const file = (
  uri: string,
  data: string | Uint8Array,
  mimeType?: string,
  options: BlockBase = {},
): Content =>
  new Content({
    type: 'resource',
    resource: {
      uri,
      ...(mimeType === undefined ? {} : { mimeType }),
      ...(typeof data === 'string' ? { text: data } : { blob: base64(data) }),
    },
    ...options,
  })

/**
 * A pointer to a resource that the client may read when it wants to.
 *
 * @example
 * server.tool('save', {}, () => ['Saved.', link('results://42', { name: 'report' })])
 */
export const link = (
  uri: string,
  options: BlockBase & {
    readonly name: string
    readonly title?: string
    readonly description?: string
    readonly mimeType?: string
    readonly size?: number
  },
): Content => new Content({ type: 'resource_link', uri, ...options })
