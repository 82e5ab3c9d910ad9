import { bool, list, number, optionalText, secret, url } from './kinds.ts'

/** How callers are known over HTTP, besides the one token of the server. */
export const authSettings = {
  auth: {
    required: bool({ default: false, description: 'Refuses to start on HTTP without authentication' }),
    optional: bool({
      default: false,
      description: 'Lets callers without a credential in, to components that require none',
    }),
    tokensFile: optionalText({
      description: 'File with a list of named tokens: name, token or sha256, scopes, roles, tenant',
    }),
    jwksUrl: url({ description: 'Address of the keys with which access tokens are signed' }),
    issuer: optionalText({ description: 'Issuer of access tokens, exactly as in their iss' }),
    audience: list({
      description: 'What access tokens must be issued for, as in their aud; empty for the resource',
    }),
    clockToleranceSec: number({
      default: 60,
      range: [0, 600],
      description: 'How far the clocks of issuer and server may be apart, in seconds',
    }),
    introspectionUrl: url({ description: 'Address that is asked whether an access token is active' }),
    clientId: optionalText({ description: 'How the server makes itself known to that address' }),
    clientSecret: secret({ description: 'Secret that goes with the client id' }),
    resource: url({
      description: 'Address of the MCP endpoint as clients know it; clients are told where tokens come from',
    }),
    authorizationServers: list({
      description: 'Issuers that clients are sent to for tokens; empty for the issuer',
    }),
    scopes: list({ description: 'Scopes that every caller needs' }),
  },
}
