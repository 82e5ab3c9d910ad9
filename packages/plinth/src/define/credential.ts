import type { Principal } from './context.ts'

/**
 * Who presents an `Authorization` header; or why nobody is known by it: there is `missing`, or it is `wrong`, or it
 * cannot be checked now because what would check it is `unavailable`.
 */
export type Verdict =
  | { readonly principal: Principal }
  | {
      readonly fault: 'missing' | 'wrong' | 'unavailable'
      readonly retryAfterMs?: number
      /** Why, in words of the server's own: for its log, never for the caller. */
      readonly reason?: string
    }

/**
 * A scope of a principal that stands for every scope there is. Static tokens may have it, because the operator writes
 * them; what an authorization server issues never does, whatever it says.
 */
export const ALL_SCOPES = '*'

/** Decides who presents an `Authorization` header. Never throws. */
export type VerifyCredential = (authorization: string | undefined) => Verdict | Promise<Verdict>

/** What a server tells clients about where its tokens come from (RFC 9728). */
export interface ProtectedResource {
  /** The address of the MCP endpoint as clients know it, for example `https://mcp.example.com/mcp`. */
  readonly resource: string
  /** The issuers whose tokens are accepted. */
  readonly authorizationServers: readonly string[]
  /** The scopes that clients may ask for. Default: those that components require. */
  readonly scopesSupported?: readonly string[]
  /** A page for people. */
  readonly documentation?: string
}

/** How a server knows its callers over HTTP. */
export interface Authentication {
  readonly verify: VerifyCredential
  /**
   * Lets callers without a credential in, to components that require none. A credential that is wrong is refused all
   * the same. Default false.
   */
  readonly optional?: boolean
  /** Served as protected resource metadata, and named in challenges. Default: none. */
  readonly resource?: ProtectedResource
  /** The scopes that every caller needs, and that challenges name first. Default: none. */
  readonly scopes?: readonly string[]
}
