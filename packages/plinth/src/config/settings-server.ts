import { isIP } from 'node:net'
import { bool, choice, int, list, number, optionalText, secret, secrets, text } from './kinds.ts'

const KIB = 1024
const MIB = 1024 * KIB

/** Whether a text is an address, or a network of a prefix that can be read in one way only. */
const isNetwork = (text: string): boolean => {
  const [, address = '', prefix] = /^([\d.]+|[\da-f:.]+)(?:\/(0|[1-9]\d{0,2}))?$/i.exec(text) ?? []
  const family = isIP(address)
  if (family === 0 || Number(prefix ?? 0) > (family === 4 ? 32 : 128)) return false
  return prefix === undefined || family === 4 || !new URL(`http://[${address}]`).host.startsWith('[::ffff:')
}

/** How the server is reached, and by whom. */
export const serverSettings = {
  server: {
    transport: choice(['stdio', 'http'], {
      default: 'stdio',
      env: ['MCP_TRANSPORT'],
      aliases: { 'streamable-http': 'http' },
      refused: { sse: 'The HTTP+SSE transport of 2024 is not served: use http, which replaces it' },
      description: 'How clients reach the server',
    }),
    host: text(
      {
        default: '127.0.0.1',
        env: ['MCP_HOST'],
        description: 'Address to listen on; 0.0.0.0 for all, as in a container',
      },
      {
        allowed: 'a host name or an IP address, without scheme, brackets or port',
        test: value => isIP(value) !== 0 || /^[\w.-]+$/.test(value),
      },
    ),
    port: int({ default: 8080, range: [1, 65_535], env: ['MCP_PORT'], description: 'Port to listen on' }),
    path: text(
      { default: '/mcp', description: 'Path of the MCP endpoint' },
      {
        allowed: 'a path that begins with / and has no ?, # or white space',
        test: value => /^\/[^\s?#]*$/.test(value),
      },
    ),
    token: secret({ minLength: 8, description: 'Bearer token that HTTP clients must present' }),
    allowUnauthenticated: bool({
      default: false,
      description:
        'Lets the production profile listen on a public address without authentication, and callers be whom the server takes ' +
        'them for: where something in front checks them',
    }),
    allowedHosts: list(
      { live: true, description: 'Host headers accepted besides the address listened on' },
      {
        allowed:
          'names such as mcp.example.com, *.example.com or mcp.example.com:8443, without scheme, or * for any; with ' +
          'commas between them or as a list',
        test: host => /^[^\s/?#@]+$/.test(host),
      },
    ),
    allowedOrigins: list(
      {
        live: true,
        description:
          "Origins whose pages may call and read the answers (CORS), besides the server's own; others are refused",
      },
      {
        allowed:
          'origins such as https://app.example.com, with scheme and without path, or * for any; with commas between ' +
          'them or as a list',
        test: origin => /^(?:\*|null|[a-z][a-z\d+.-]*:\/\/[^\s/?#@]+\/?)$/i.test(origin),
      },
    ),
    trustedProxies: list(
      {
        live: true,
        description: 'Addresses and networks of proxies whose X-Forwarded-For is believed',
      },
      {
        allowed: 'IP addresses, and networks such as 10.0.0.0/8, with commas between them or as a list',
        test: isNetwork,
      },
    ),
    maxBodyBytes: int({
      default: 4 * MIB,
      range: [KIB, 64 * MIB],
      live: true,
      description: 'Largest request body, in bytes',
    }),
    headersTimeoutSec: number({
      default: 10,
      range: [1, 3600],
      description: 'Time in which the headers of a request must have arrived, in seconds',
    }),
    requestTimeoutSec: number({
      default: 30,
      range: [1, 3600],
      description: 'Time in which a whole request must have arrived, in seconds',
    }),
    keepAliveTimeoutSec: number({
      default: 5,
      range: [1, 3600],
      description: 'Time for which an idle connection is kept, in seconds; above that of a balancer in front',
    }),
    maxConnections: int({ default: 100, range: [1, 10_000], description: 'Connections open at once' }),
    workers: int({
      default: 1,
      range: [1, 16],
      description: 'Reserved for processes that share the port; one process serves, whatever it says',
    }),
    jsonResponse: bool({
      default: false,
      description: 'Answers a request with one JSON document, never with an event stream',
    }),
  },
  sessions: {
    max: int({
      default: 1000,
      range: [1, 100_000],
      description: 'Sessions of older protocol revisions held at once',
    }),
    idleSec: number({
      default: 300,
      range: [1, 86_400],
      description: 'Time after which an unused session is dropped, in seconds',
    }),
    prefix: optionalText(
      { description: 'What ids of sessions begin with, so that a balancer can tell which replica has one' },
      { allowed: '1 to 32 letters, digits and hyphens', test: prefix => /^[A-Za-z0-9-]{1,32}$/.test(prefix) },
    ),
  },
  state: {
    keys: secrets({
      minLength: 16,
      description:
        'Keys that seal the state handed to clients: the first seals, all open; one key for all replicas',
    }),
  },
  modules: {
    enabled: list({ env: ['MCP_ENABLED_MODULES'], description: 'Modules to serve; empty for all' }),
  },
  tools: {
    package: optionalText({
      env: ['TOOLS_PACKAGE'],
      description: 'Package or folder whose tool files are served',
    }),
    include: list({ env: ['TOOL_INCLUDE'], live: true, description: 'Tools to serve; empty for all' }),
    exclude: list({ env: ['TOOL_EXCLUDE'], live: true, description: 'Tools not to serve' }),
    includeTags: list({ live: true, description: 'Serves only tools with one of these tags; empty for all' }),
    excludeTags: list({ live: true, description: 'Tools with one of these tags are not served' }),
    unknownArguments: choice(['refuse', 'ignore'], {
      default: 'refuse',
      env: ['MCP_UNKNOWN_ARGUMENTS'],
      live: true,
      description:
        'What tools do with arguments that they do not declare; ignore for clients that add their own',
    }),
    defaultTimeoutSec: number({
      default: 300,
      range: [1, 3600],
      env: ['MCP_DEFAULT_TIMEOUT_SEC'],
      live: true,
      description: 'Time that a call may take where its tool says nothing, in seconds',
    }),
    maxTimeoutSec: number({
      default: 3600,
      range: [1, 3600],
      env: ['MCP_MAX_TIMEOUT_SEC'],
      live: true,
      description: 'Time that no call may exceed, in seconds',
    }),
    defaultConcurrency: int({
      default: 2,
      range: [1, 100],
      env: ['MCP_DEFAULT_CONCURRENCY'],
      description: 'Calls of one command tool at once where the tool says nothing',
    }),
  },
}
