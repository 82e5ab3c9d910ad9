import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { nodeHeaders } from './header-value.ts'
import { type HostGuardOptions, hostGuard } from './host-guard.ts'

const anyText = fc.string({ unit: fc.nat(0xffff).map(unit => String.fromCharCode(unit)) })

type Case = [
  options: Omit<HostGuardOptions, 'host'>,
  host: string | undefined,
  origin: string | undefined,
  ok: boolean,
]

const passes = (options: HostGuardOptions, host: string | undefined, origin: string | undefined): boolean => {
  const error = hostGuard(options)(nodeHeaders({ host, origin }))
  if (error !== undefined) expect(error).toMatchObject({ code: -31_403, status: 403, subject: 'unknown' })
  if (error !== undefined) expect(error).not.toHaveProperty('id')
  return error === undefined
}

describe.each(['127.0.0.1', '127.5.5.5', 'localhost', '::1', '[::1]'])('bound to %s', host => {
  it.each<Case>([
    [{}, 'localhost:8080', undefined, true],
    [{}, 'LOCALHOST', undefined, true],
    [{}, 'localhost.:8080', undefined, true],
    [{}, '127.0.0.1:8080', undefined, true],
    [{}, '127.1.2.3', undefined, true],
    [{}, '[::1]:8080', undefined, true],
    [{}, undefined, undefined, false],
    [{}, '', undefined, false],
    [{}, 'evil.example', undefined, false],
    [{}, 'evil.example:8080', undefined, false],
    [{}, 'localhost.evil.example', undefined, false],
    [{}, '127.0.0.1.evil.example', undefined, false],
    [{}, 'evil@localhost', undefined, false],
    [{}, 'localhost:80@evil.example', undefined, false],
    [{}, 'localhost/evil', undefined, false],
    [{}, 'localhost, evil.example', undefined, false],
    [{}, 'localhost:123456', undefined, false],
    [{}, 'locälhost', undefined, false],
    // Browsers write such addresses out before they send them.
    [{}, '2130706433', undefined, false],
    [{}, '0x7f.1', undefined, false],
    [{}, '127.1', undefined, false],
    [{}, '127.0.0.256', undefined, false],
    [{}, '10.0.0.1', undefined, false],
    [{}, '[::2]', undefined, false],
    [{ allowedHosts: ['mcp.example.com'] }, 'mcp.example.com:9', undefined, true],
    [{ allowedHosts: ['mcp.example.com'] }, 'MCP.example.com', undefined, true],
    [{ allowedHosts: ['MCP.example.com:9'] }, 'mcp.example.com:9', undefined, true],
    [{ allowedHosts: ['mcp.example.com:9'] }, 'mcp.example.com:8', undefined, false],
    [{ allowedHosts: ['*.example.com'] }, 'a.b.example.com', undefined, true],
    [{ allowedHosts: ['*.example.com'] }, 'example.com', undefined, false],
    [{ allowedHosts: ['*.example.com'] }, 'evilexample.com', undefined, false],
    [{ allowedHosts: ['*'] }, 'anything', undefined, true],
    [{}, 'localhost:8080', 'http://localhost:8080', true],
    [{}, 'localhost:8080', 'http://localhost:6274', true],
    [{}, 'localhost:8080', 'https://127.0.0.1', true],
    [{}, 'localhost:8080', 'http://[::1]:3000', true],
    [{}, 'localhost:8080', 'https://evil.example', false],
    [{}, 'localhost:8080', 'http://localhost.evil.example', false],
    [{}, 'localhost:8080', 'http://localhost@evil.example', false],
    [{}, 'localhost:8080', 'null', false],
    [{}, 'localhost:8080', '', false],
    [{}, 'localhost:8080', 'file://', false],
    [{}, 'localhost:8080', 'http://localhost:8080, http://evil.example', false],
    [{}, 'localhost:8080', 'javascript://localhost', false],
    [{}, 'evil.example', 'http://evil.example', false],
    [{}, 'evil.example', 'http://localhost', false],
    [{ allowedOrigins: ['https://app.example.com'] }, 'localhost', 'https://app.example.com', true],
    [{ allowedOrigins: ['https://App.example.com/'] }, 'localhost', 'https://app.example.com', true],
    [{ allowedOrigins: ['https://app.example.com'] }, 'localhost', 'http://app.example.com', false],
    [{ allowedOrigins: ['https://app.example.com'] }, 'localhost', 'https://app.example.com:444', false],
    [
      { allowedOrigins: ['https://app.example.com'] },
      'localhost',
      'https://app.example.com.evil.example',
      false,
    ],
    [{ allowedOrigins: ['vscode-webview://abc'] }, 'localhost', 'vscode-webview://abc', true],
    [{ allowedOrigins: ['*'] }, 'localhost', 'null', true],
    // A page under a rebound name has that name as its origin.
    [{ allowedHosts: ['*'] }, 'evil.example', 'http://evil.example', false],
  ])('with %j, Host %j and Origin %j: %s', (options, hostHeader, origin, ok) => {
    expect(passes({ host, ...options }, hostHeader, origin)).toBe(ok)
  })
})

describe.each(['0.0.0.0', '::', '192.168.1.5', 'mcp.lan'])('bound to %s', host => {
  it.each<Case>([
    // No name can be rebound to look like an address.
    [{}, '192.168.1.5:8080', undefined, true],
    [{}, '[fd00::1]', undefined, true],
    [{}, '127.0.0.1', undefined, true],
    [{}, 'mcp.example.com', undefined, false],
    // The port of a container is published on the machine under this name, and nobody can rebind it.
    [{}, 'localhost:8080', undefined, true],
    [{}, 'localhost:8080', 'http://localhost:8080', true],
    [{}, 'localhost:8080', 'http://localhost:3000', false],
    [{}, 'localhost:8080', 'https://evil.example', false],
    [{}, 'localhost.evil.example', undefined, false],
    [{}, undefined, undefined, false],
    [{ allowedHosts: ['mcp.example.com'] }, 'mcp.example.com', undefined, true],
    [{ allowedHosts: ['mcp.example.com'] }, 'mcp.example.com', 'https://mcp.example.com', true],
    [{ allowedHosts: ['mcp.example.com'] }, 'mcp.example.com', 'https://mcp.example.com:443', true],
    [{ allowedHosts: ['mcp.example.com'] }, 'mcp.example.com', 'https://mcp.example.com:8443', false],
    [{ allowedHosts: ['mcp.example.com'] }, 'mcp.example.com', 'https://example.com', false],
    [{ allowedHosts: ['mcp.example.com'] }, 'mcp.example.com', 'http://localhost:3000', false],
    [{}, '192.168.1.5:8080', 'http://192.168.1.5:8080', true],
    [{}, '192.168.1.5:8080', 'https://evil.example', false],
  ])('with %j, Host %j and Origin %j: %s', (options, hostHeader, origin, ok) => {
    expect(passes({ host, ...options }, hostHeader, origin)).toBe(ok)
  })
})

it('lets a server be called by the name that it is bound to', () => {
  expect(passes({ host: 'mcp.lan' }, 'mcp.lan:8080', undefined)).toBe(true)
})

it('says what to do', () => {
  const guard = hostGuard({ host: '0.0.0.0' })
  expect(guard(nodeHeaders({ host: 'mcp.example.com' }))?.message).toMatch(
    /"mcp.example.com" .* MCP_SERVER_ALLOWED_HOSTS/,
  )
  expect(guard(nodeHeaders({}))?.message).toMatch(/Host header is missing/)
  expect(guard(nodeHeaders({ host: '10.0.0.1', origin: 'https://a.example' }))?.message).toMatch(
    /MCP_SERVER_ALLOWED_ORIGINS/,
  )
})

it('decides on any header in linear time, and never throws', () => {
  const guard = hostGuard({ host: '127.0.0.1', allowedHosts: ['*.example.com'] })
  fc.assert(
    fc.property(anyText, anyText, (host, origin) => {
      guard(nodeHeaders({ host, origin }))
    }),
  )
  const start = performance.now()
  guard(nodeHeaders({ host: `${'a.'.repeat(8000)}!`, origin: `http://${'a.'.repeat(8000)}!` }))
  guard(nodeHeaders({ host: '1.'.repeat(8000), origin: `http://${'9'.repeat(16_000)}` }))
  expect(performance.now() - start).toBeLessThan(100)
})
