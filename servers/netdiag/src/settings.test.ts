import { loadConfig } from 'plinth/config'
import { describe, expect, it } from 'vitest'
import { netdiagSettings, optionsFrom } from './settings.ts'

const load = (env: Record<string, string>) => loadConfig({ extra: netdiagSettings, env, dotenv: false })
const toolsWith = (env: Record<string, string>) => optionsFrom(load(env).config).tools

const GENERAL = { timeoutSec: 300, concurrency: 2, breakerThreshold: 5, breakerRecoverySec: 60 }

describe('the settings of this server', () => {
  it('gives each tool its own defaults', () => {
    expect(toolsWith({})).toEqual({
      nmap: { timeoutSec: 600, concurrency: 1, breakerThreshold: 5, breakerRecoverySec: 120 },
      traceroute: GENERAL,
      ping: { ...GENERAL, timeoutSec: 120, concurrency: 5 },
      dns_lookup: { ...GENERAL, timeoutSec: 60, concurrency: 10 },
      tcp_check: { ...GENERAL, timeoutSec: 120, concurrency: 5 },
      tls_inspect: { ...GENERAL, timeoutSec: 120, concurrency: 5 },
      http_check: { ...GENERAL, timeoutSec: 120, concurrency: 5 },
    })
  })

  it('lets them win over the general defaults', () => {
    const general = {
      MCP_DEFAULT_TIMEOUT_SEC: '77',
      MCP_DEFAULT_CONCURRENCY: '9',
      MCP_BREAKER_THRESHOLD: '9',
      MCP_BREAKER_RECOVERY_SEC: '99',
    }
    expect(toolsWith(general)).toEqual(toolsWith({}))
  })

  it.each([
    ['MCP_NMAP_TIMEOUT_SEC', 'nmap', 'timeoutSec', 60, 3600],
    ['MCP_NMAP_CONCURRENCY', 'nmap', 'concurrency', 1, 5],
    ['MCP_NMAP_BREAKER_THRESHOLD', 'nmap', 'breakerThreshold', 1, 10],
    ['MCP_NMAP_BREAKER_RECOVERY_SEC', 'nmap', 'breakerRecoverySec', 30, 600],
    ['MCP_TRACEROUTE_TIMEOUT_SEC', 'traceroute', 'timeoutSec', 60, 3600],
    ['MCP_TRACEROUTE_CONCURRENCY', 'traceroute', 'concurrency', 1, 5],
    ['MCP_PING_TIMEOUT_SEC', 'ping', 'timeoutSec', 60, 3600],
    ['MCP_PING_BREAKER_THRESHOLD', 'ping', 'breakerThreshold', 1, 10],
    ['MCP_DNS_LOOKUP_TIMEOUT_SEC', 'dns_lookup', 'timeoutSec', 5, 300],
    ['MCP_DNS_LOOKUP_CONCURRENCY', 'dns_lookup', 'concurrency', 1, 10],
    ['MCP_DNS_LOOKUP_BREAKER_RECOVERY_SEC', 'dns_lookup', 'breakerRecoverySec', 30, 600],
    ['MCP_TCP_CHECK_TIMEOUT_SEC', 'tcp_check', 'timeoutSec', 60, 3600],
    ['MCP_TLS_INSPECT_CONCURRENCY', 'tls_inspect', 'concurrency', 1, 5],
    ['MCP_HTTP_CHECK_CONCURRENCY', 'http_check', 'concurrency', 1, 5],
  ] as const)('clamps %s (%s.%s) to %i-%i', (variable, tool, key, min, max) => {
    const given = (value: number) => toolsWith({ [variable]: `${value}` })?.[tool]?.[key]
    expect(given(min)).toBe(min)
    expect(given(max)).toBe(max)
    expect(given(min - 1)).toBe(min)
    expect(given(max + 1)).toBe(max)
    expect(load({ [variable]: `${max + 1}` }).clamped).toEqual([
      { param: expect.stringContaining(key), original: max + 1, new: max },
    ])
    expect(load({ [variable]: `${max}` }).clamped).toEqual([])
    expect(() => load({ [variable]: 'soon' })).toThrow(variable)
  })

  it('takes targets, what is intrusive, and the limits of programs from the configuration', () => {
    const options = optionsFrom(
      load({
        MCP_TARGETS_ALLOW: '10.0.0.0/8,fd00::/8',
        MCP_TARGETS_LAB_SUFFIXES: '.home.arpa',
        MCP_SECURITY_ALLOW_INTRUSIVE: 'true',
        MCP_MAX_MEMORY_MB: '256',
        MCP_MAX_TIMEOUT_SEC: '900',
      }).config,
    )
    expect(options).toMatchObject({
      allow: ['10.0.0.0/8', 'fd00::/8'],
      labSuffixes: ['.home.arpa'],
      allowIntrusive: true,
      commands: { maxMemoryMb: 256, maxTimeoutSec: 900, maxStdoutBytes: 1_048_576, maxArgsBytes: 2048 },
    })
    expect(optionsFrom(load({}).config)).not.toHaveProperty('allow')
  })
})
