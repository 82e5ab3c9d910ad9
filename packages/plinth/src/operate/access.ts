import type { Context, MiddlewareHandler } from 'hono'
import type { VerifyCredential } from '../define/credential.ts'

/** Who may see what operators see. */
export interface Access {
  /** Decides by the `Authorization` header. Without it nobody is known. */
  readonly verify?: VerifyCredential | undefined
  /** Whether everybody may where nobody can be known: right where only this machine can reach the server. Default false. */
  readonly open?: boolean
}

/** The form of every error of this API. */
export const errorBody = (code: string, message: string, suggestion: string) => ({
  error: { code, message, suggestion },
})

/** Whether the caller may see more than whether the server is well. */
export const mayLook = async (c: Context, { verify, open = false }: Access): Promise<boolean> =>
  verify ? 'principal' in (await verify(c.req.header('authorization'))) : open

/** Lets operators pass, and nobody else. */
export const operatorsOnly =
  (access: Access): MiddlewareHandler =>
  async (c, next) => {
    c.header('Cache-Control', 'no-store')
    if (await mayLook(c, access)) return next()
    if (!access.verify) {
      const message = 'This is for operators, and this server has no way to know them'
      const suggestion =
        'Set MCP_SERVER_TOKEN and send it, or let the server listen on a loopback address only'
      return c.json(errorBody('PERMISSION_DENIED', message, suggestion), 403)
    }
    c.header('WWW-Authenticate', 'Bearer')
    const suggestion = 'Send "Authorization: Bearer" and the token of this server'
    return c.json(errorBody('UNAUTHENTICATED', 'Not authenticated', suggestion), 401)
  }
