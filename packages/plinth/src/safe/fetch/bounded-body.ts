import { Readable } from 'node:stream'
import { createBrotliDecompress, createGunzip } from 'node:zlib'
import { refusedUrl } from './fetch-error.ts'

const DECODERS: Readonly<Record<string, () => NodeJS.ReadWriteStream>> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  br: createBrotliDecompress,
}

/** What can be decoded, for `Accept-Encoding`. */
export const ACCEPTED_ENCODINGS = 'gzip, br'

export interface BodyLimits {
  readonly url: string
  readonly maxBytes: number
}

const tooLarge = ({ url, maxBytes }: BodyLimits) =>
  refusedUrl('size', url, `The answer is larger than ${maxBytes} bytes`, {
    code: 'RESOURCE_EXHAUSTED',
    suggestion: 'Ask for less, or for something else',
  })

async function* counted(
  source: AsyncIterable<Uint8Array<ArrayBuffer>>,
  limits: BodyLimits,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  let total = 0
  for await (const chunk of source) {
    total += chunk.byteLength
    if (total > limits.maxBytes) throw tooLarge(limits)
    yield chunk
  }
}

/**
 * The bytes of an answer, decoded and counted on the way: what comes in and what it becomes are both limited. Where it
 * ends early, nothing more is read.
 *
 * @param encoding the content encoding; one is understood, several are refused, for they multiply
 * @throws SafetyError with the rule `size` or `encoding`
 */
export const boundedBody = (
  source: Readable,
  encoding: string | null,
  announced: string | null,
  limits: BodyLimits,
): AsyncGenerator<Uint8Array<ArrayBuffer>> => {
  if (announced !== null && Number(announced) > limits.maxBytes) throw tooLarge(limits)
  const name = (encoding ?? '').trim().toLowerCase()
  const raw = counted(source, limits)
  if (name === '' || name === 'identity') return raw
  const decoder = Object.hasOwn(DECODERS, name) ? DECODERS[name] : undefined
  if (!decoder)
    throw refusedUrl('encoding', limits.url, 'The answer is compressed in a way that is not understood')
  return decoded(raw, decoder(), limits)
}

async function* decoded(
  raw: AsyncGenerator<Uint8Array<ArrayBuffer>>,
  decoder: NodeJS.ReadWriteStream,
  limits: BodyLimits,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const input = Readable.from(raw, { objectMode: false })
  const output = Readable.from(decoder, { objectMode: false })
  input.once('error', error => output.destroy(error))
  decoder.once('error', error => output.destroy(error))
  input.pipe(decoder)
  try {
    yield* counted(output, limits)
  } finally {
    input.destroy()
    output.destroy()
  }
}
