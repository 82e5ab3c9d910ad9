import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isSecretName, redactText } from './redact-text.ts'

describe('redactText', () => {
  it.each([
    ['postgres://app:hunter2@db:5432/main?ssl=1 is down', 'postgres://[redacted]@db:5432/main?ssl=1 is down'],
    ['postgres://app:hun/ter2@db', 'postgres://[redacted]@db'],
    ['postgres://app:hun@ter2@db', 'postgres://[redacted]@db'],
    ['postgres://app:hun/t@r2@db', 'postgres://[redacted]@db'],
    ['redis://:hunter2@h', 'redis://[redacted]@h'],
    ['https://hunter2@github.example/a.git', 'https://[redacted]@github.example/a.git'],
    ['"https://a:hunter2@b" and https://c:hunter2@d', '"https://[redacted]@b" and https://[redacted]@d'],
    ['Authorization: Bearer hunter2hunter2.x-y_z', 'Authorization: Bearer [redacted]'],
    ['authorization: basic aHVudGVyMg==', 'authorization: basic [redacted]'],
    ['GET /v1?api_key=hunter2&page=2', 'GET /v1?api_key=[redacted]&page=2'],
    ['https://a.example/?access_token=hunter2#x', 'https://a.example/?access_token=[redacted]'],
    ['Server=db;User=me;Password=hunter2;', 'Server=db;User=me;Password=[redacted];'],
    ['pwd=hunter2 jwt=hunter2', 'pwd=[redacted] jwt=[redacted]'],
    ['password="hunter 2", next', 'password=[redacted], next'],
    ['{"token": "hunter2", "page": 1}', '{"token": [redacted], "page": 1}'],
    [`{'clientSecret':'hunter2'}`, `{'clientSecret':[redacted]}`],
    [`token="${'hunter2'.repeat(1000)}`, 'token=[redacted]'],
  ])('%s', (text, safe) => {
    expect(redactText(text)).toBe(safe)
    expect(safe).not.toContain('hunter')
  })

  it.each([
    'http://host:8080/users/@me',
    'https://packages.example/@scope/name',
    'mail ann@example.org',
    'Unexpected token } in JSON at position 4',
    'a token is required',
    'Basic math',
    'page=2&size=10',
  ])('leaves %s alone', text => {
    expect(redactText(text)).toBe(text)
  })

  it('hides every password in every URL', () => {
    const password = fc
      .string({ minLength: 1, maxLength: 40 })
      .map(text => `hunter2${text.replace(/[\s"'<>]/g, '')}`)
    fc.assert(
      fc.property(password, fc.string({ maxLength: 20 }), (secret, path) => {
        expect(redactText(`cannot reach amqp://app:${secret}@broker.example/${path} now`)).not.toContain(
          'hunter2',
        )
      }),
    )
  })

  it.each([
    ['://', 30_000],
    ['://a:', 20_000],
    ['token="', 15_000],
    ['a', 100_000],
    ['bearer ', 15_000],
    ['password', 12_000],
    ['"token" : ', 10_000],
  ])('does not take long over %j again and again', (piece, times) => {
    const start = performance.now()
    redactText(piece.repeat(times))
    expect(performance.now() - start).toBeLessThan(1_000)
  })
})

describe('isSecretName', () => {
  it.each([
    'password',
    'dbPassword',
    'x-api-key',
    'API_KEY',
    'apikey',
    'Set-Cookie',
    'client_secret',
    'pwd',
    'accessToken',
    'Mcp-Session-Id',
    `${'x'.repeat(100)}Password`,
  ])('%s is', name => {
    expect(isSecretName(name)).toBe(true)
  })
  it.each(['user', 'key', 'author', 'pass', 'pinned', 'path', 'constructor', ''])('%j is not', name => {
    expect(isSecretName(name)).toBe(false)
  })
})
