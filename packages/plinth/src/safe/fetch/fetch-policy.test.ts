import { describe, expect, it } from 'vitest'
import { fakeClock } from '../../testing/fake-clock.ts'
import { SafetyError } from '../refusal.ts'
import { fetchPolicy, type SafeFetchOptions } from './fetch-policy.ts'
import { hostRate } from './host-rate.ts'
import { readUrl } from './read-url.ts'

const ruleOf = (url: string, options: SafeFetchOptions = {}): string => {
  try {
    fetchPolicy(options).check(readUrl(url))
    return 'allowed'
  } catch (error) {
    if (error instanceof SafetyError) return error.rule
    throw error
  }
}

describe('fetchPolicy', () => {
  it.each<[string, SafeFetchOptions, string]>([
    ['https://example.com/', {}, 'allowed'],
    ['http://example.com/', {}, 'scheme'],
    ['https://example.com:8443/', {}, 'port'],
    ['https://example.com:8443/', { ports: [8443] }, 'allowed'],
    ['https://example.com:443/', { ports: [8443] }, 'port'],
    ['http://example.com/', { schemes: ['http'] }, 'allowed'],
    ['https://example.com/', { schemes: ['http'] }, 'scheme'],
    ['https://example.com/', { allowedHosts: ['example.com'] }, 'allowed'],
    ['https://EXAMPLE.com/', { allowedHosts: ['Example.COM'] }, 'allowed'],
    ['https://api.example.com/', { allowedHosts: ['example.com'] }, 'host'],
    ['https://api.example.com/', { allowedHosts: ['.example.com'] }, 'allowed'],
    ['https://example.com/', { allowedHosts: ['.example.com'] }, 'host'],
    ['https://notexample.com/', { allowedHosts: ['.example.com'] }, 'host'],
    ['https://example.com.evil.net/', { allowedHosts: ['.example.com', 'example.com'] }, 'host'],
    ['https://bücher.example.com/', { allowedHosts: ['bücher.example.com'] }, 'allowed'],
    ['https://8.8.8.8/', { allowedHosts: ['8.8.8.8'] }, 'allowed'],
    ['https://8.8.4.4/', { allowedHosts: ['8.8.8.8'] }, 'host'],
    ['https://example.com/', { allowedHosts: [] }, 'host'],
    ['https://a.example.com/', { deniedHosts: ['.example.com'] }, 'host'],
    ['https://a.example.com/', { allowedHosts: ['a.example.com'], deniedHosts: ['a.example.com'] }, 'host'],
    ['https://db/', { allowedHosts: ['db'] }, 'allowed'],
    ['https://db/', {}, 'host'],
    ['https://metadata.google.internal/', { allowedHosts: ['metadata.google.internal'] }, 'host'],
    ['https://10.1.0.1/', { privateNetworks: ['10.1.0.0/16'] }, 'allowed'],
    ['https://10.2.0.1/', { privateNetworks: ['10.1.0.0/16'] }, 'address'],
    ['https://10.1.0.1/', { allowedHosts: ['10.1.0.1'] }, 'address'],
    ['https://[fd00::1]/', { privateNetworks: ['fd00::/8'] }, 'allowed'],
    ['https://[fd00:ec2::254]/', { privateNetworks: ['fd00::/8'] }, 'address'],
    ['https://169.254.169.254/', { privateNetworks: ['169.254.0.0/16'] }, 'address'],
    ['https://100.100.100.200/', { privateNetworks: ['100.64.0.0/10'] }, 'address'],
    ['https://169.254.1.1/', { privateNetworks: ['169.254.0.0/16'] }, 'allowed'],
  ])('%s with %j: %s', (url, options, rule) => expect(ruleOf(url, options)).toBe(rule))

  it.each<[SafeFetchOptions, string]>([
    [{ privateNetworks: ['10.0.0.0'] }, 'is not a network'],
    [{ privateNetworks: ['8.8.8.0/24'] }, 'is not private'],
    [{ privateNetworks: ['0.0.0.0/0'] }, 'is not private'],
    [{ allowedHosts: ['https://example.com'] }, 'allowedHosts holds'],
    [{ deniedHosts: ['*.example.com'] }, 'deniedHosts holds'],
    [{ allowedHosts: [''] }, 'allowedHosts holds'],
    [{ ports: [70_000] }, 'ports of safeFetch'],
    [{ maxBytes: 0 }, 'maxBytes of safeFetch is 0'],
    [{ timeoutMs: 1.5 }, 'timeoutMs of safeFetch is 1.5'],
    [{ redirects: -1 }, 'redirects of safeFetch is -1'],
    [{ requestsPerSecond: Number.NaN }, 'requestsPerSecond of safeFetch is NaN'],
    [{ contentTypes: ['json'] }, 'contentTypes holds'],
  ])('%j is refused: %s', (options, message) => expect(() => fetchPolicy(options)).toThrow(message))

  it.each([
    ['application/json', true],
    ['Application/JSON; charset=utf-8', true],
    ['text/html', true],
    ['application/jsonp', false],
    ['text', false],
    ['', false],
    [null, false],
  ])('the content type %j is accepted: %s', (type, accepted) =>
    expect(fetchPolicy({ contentTypes: ['application/json', 'text/*'] }).acceptsType(type)).toBe(accepted),
  )
})

describe('hostRate', () => {
  it('gives each host its places a second, and says when there is another', () => {
    const clock = fakeClock()
    const take = hostRate(2, clock)
    expect([take('a'), take('a'), take('a'), take('b')]).toEqual([undefined, undefined, 500, undefined])
    clock.advance(499)
    expect(take('a')).toBe(1)
    clock.advance(1)
    expect([take('a'), take('a')]).toEqual([undefined, 500])
  })

  it('makes slow rates wait', () => {
    const clock = fakeClock()
    const take = hostRate(0.1, clock)
    expect([take('a'), take('a')]).toEqual([undefined, 10_000])
    clock.advance(10_000)
    expect(take('a')).toBeUndefined()
  })

  it('lets nobody win requests by making up names', () => {
    const clock = fakeClock()
    const take = hostRate(1, clock)
    for (let at = 0; at < 1_000; at++) take(`host-${at}`)
    expect([take('new-1'), take('new-2'), take('host-0')]).toEqual([undefined, 1_000, 1_000])
    clock.advance(1_000)
    expect([take('new-1'), take('new-2')]).toEqual([undefined, undefined])
  })
})
