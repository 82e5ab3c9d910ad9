import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import { type ConsoleFile, PAGE } from './console-files.ts'

export const CODINGS = ['br', 'gzip', 'identity'] as const

export type Coding = (typeof CODINGS)[number]

/** A file as it is sent. */
export interface Asset {
  readonly headers: Readonly<Record<string, string>>
  /** By content coding; each has a tag of its own, as caches keep them apart. */
  readonly bodies: Readonly<
    Record<Coding, { readonly etag: string; readonly bytes: Uint8Array<ArrayBuffer> }>
  >
}

const TYPES: Readonly<Record<string, string>> = {
  css: 'text/css; charset=utf-8',
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml',
  txt: 'text/plain; charset=utf-8',
}

/** Nothing but what this server itself serves as a file: no code or style in the page, no other host, no frame. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ')

const headersOf = (name: string): Asset['headers'] => ({
  'Content-Type': TYPES[name.split('.').at(-1) ?? ''] ?? 'application/octet-stream',
  'Cache-Control': name === PAGE ? 'no-cache' : 'public, max-age=31536000, immutable',
  'Content-Security-Policy': POLICY,
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  Vary: 'Accept-Encoding',
})

const compressions = {
  br: (bytes: Uint8Array) =>
    promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 10 } }),
  gzip: (bytes: Uint8Array) => promisify(gzip)(bytes, { level: 9 }),
}

/** Compresses a file once, for everybody who will ask for it. */
export const prepareAsset = async ({ name, bytes }: ConsoleFile): Promise<Asset> => {
  const [br, gzipped] = await Promise.all([compressions.br(bytes), compressions.gzip(bytes)])
  const digest = createHash('sha256').update(bytes).digest('base64url').slice(0, 22)
  const body = (coding: Coding, encoded: Uint8Array) => ({
    etag: `"${digest}-${coding}"`,
    bytes: new Uint8Array(encoded),
  })
  const bodies = { br: body('br', br), gzip: body('gzip', gzipped), identity: body('identity', bytes) }
  return { headers: headersOf(name), bodies }
}
