import type { Context, Hono } from 'hono'
import { accepts } from 'hono/accepts'
import type { Logger } from '../../logger.ts'
import { type Asset, CODINGS, type Coding, prepareAsset } from './console-asset.ts'
import { type ConsoleFile, PAGE } from './console-files.ts'
import { errorBody } from './error-body.ts'
import { fail } from './refuse.ts'

export interface ConsoleRoutesOptions {
  /** Asked once, when somebody wants to see the console. */
  readonly files: () => Promise<readonly ConsoleFile[]>
  readonly log: Logger
}

const isCoding = (text: string): text is Coding => (CODINGS as readonly string[]).includes(text)

const codingFor = (c: Context): Coding => {
  const chosen = accepts(c, { header: 'Accept-Encoding', supports: [...CODINGS], default: 'identity' })
  return isCoding(chosen) ? chosen : 'identity'
}

const send = (c: Context, { headers, bodies }: Asset): Response => {
  const coding = codingFor(c)
  const { etag, bytes } = bodies[coding]
  const all = { ...headers, ETag: etag }
  const known = (c.req.header('if-none-match') ?? '').split(',').map(tag => tag.trim().replace(/^W\//, ''))
  if (known.includes(etag)) return c.body(null, 304, all)
  return c.body(bytes, 200, coding === 'identity' ? all : { ...all, 'Content-Encoding': coding })
}

/**
 * Serves the web console below `/console`. The files hold no secrets and are for everybody: what they show comes from the
 * API, which asks for a credential.
 */
export const addConsoleRoutes = (app: Hono, { files, log }: ConsoleRoutesOptions): void => {
  let prepared: Promise<ReadonlyMap<string, Asset>> | undefined

  const prepare = async (): Promise<ReadonlyMap<string, Asset>> => {
    const all = await files()
    const entries = all.map(async file => [file.name, await prepareAsset(file)] as const)
    return new Map(await Promise.all(entries))
  }

  const assets = (): Promise<ReadonlyMap<string, Asset>> => {
    prepared ??= prepare().catch((error: unknown) => {
      prepared = undefined
      throw error
    })
    return prepared
  }

  const serve = async (c: Context, name: string): Promise<Response> => {
    try {
      const asset = (await assets()).get(name)
      if (asset) return send(c, asset)
    } catch (error) {
      log.error('console.unavailable', { message: 'The files of the web console are not there', error })
      const suggestion = 'See the log of the server; in the repository, run "npm ci"'
      const body = errorBody('RESOURCE_EXHAUSTED', 'The web console cannot be served', suggestion)
      return fail(c, 503, body)
    }
    return fail(c, 404, errorBody('NOT_FOUND', `The web console has no file "${name}"`, 'Open /console'))
  }

  app.get('/console', c => serve(c, PAGE))
  app.get('/console/:file', c => serve(c, c.req.param('file')))
  for (const path of ['/console', '/console/:file'])
    app.all(path, c => {
      const allow = { Allow: 'GET, HEAD, OPTIONS' }
      if (c.req.method === 'OPTIONS') return c.body(null, 204, allow)
      const message = `${c.req.method} is not for ${path}`
      return fail(c, 405, errorBody('METHOD_NOT_ALLOWED', message, 'Use GET or HEAD'), allow)
    })
}
