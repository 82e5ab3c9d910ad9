import { afterAll, describe, expect, it } from 'vitest'
import { startSite } from './site.fixtures.ts'

const { at, outcomeOf, fetchWith, seen, port, close } = await startSite()
afterAll(close)

describe('an answer', () => {
  it('is a Response', async () => {
    await using fetch = fetchWith()
    const response = await fetch(new URL(at('/json')))
    expect(response).toBeInstanceOf(Response)
    expect(response.headers.get('content-type')).toBe('application/json')
    expect(await response.json()).toEqual({ a: 1 })
    expect(await (await fetch(at('/text'))).bytes()).toEqual(new TextEncoder().encode('hello'))
    expect((await fetch(at('/empty'))).body).toBeNull()
    expect(seen.at(-1)?.headers.host).toBe(`example.com:${port}`)
  })

  it('is decoded', async () => expect(await outcomeOf(at('/gzip'))).toMatchObject({ text: 'packed' }))

  it('of a HEAD request has no body', async () =>
    expect(await outcomeOf(at('/large'), {}, { method: 'HEAD' })).toMatchObject({ status: 200, text: '' }))

  it('can be left unread', async () => {
    await using fetch = fetchWith({ timeoutMs: 50 })
    await fetch(at('/drip'))
    await new Promise(resolve => setTimeout(resolve, 100))
  })
})

describe('a request', () => {
  it.each([
    ['a text', 'hello', 'text/plain;charset=UTF-8', 'hello'],
    ['a form', new URLSearchParams({ a: 'b c' }), 'application/x-www-form-urlencoded;charset=UTF-8', 'a=b+c'],
    ['bytes', new Uint8Array([97, 98]), undefined, 'ab'],
  ])('carries %s', async (_, body, type, sent) => {
    await outcomeOf(at('/text'), {}, { method: 'POST', body })
    expect(seen.at(-1)).toMatchObject({ method: 'POST', body: sent })
    expect(seen.at(-1)?.headers['content-type']).toBe(type)
  })

  it.each(['host', 'Transfer-Encoding', 'proxy-authorization', 'connection', 'expect'])(
    'with the header %s is refused',
    async name =>
      expect(await outcomeOf(at('/text'), {}, { headers: { [name]: 'x' } })).toMatchObject({
        rule: 'header',
      }),
  )

  it.each(['TRACE', 'CONNECT', 'GET / HTTP/1.1'])('with the method %s is refused', async method =>
    expect(await outcomeOf(at('/text'), {}, { method })).toMatchObject({ rule: 'method' }),
  )
})

describe('redirects', () => {
  it('are followed', async () =>
    expect(await outcomeOf(at('/to-text'))).toMatchObject({
      text: 'hello',
      url: at('/text'),
      redirected: true,
    }))

  it('turn into GET where they say so', async () => {
    await outcomeOf(at('/see-other'), {}, { method: 'POST', body: 'x' })
    expect(seen.at(-1)).toMatchObject({ method: 'GET', body: '' })
    await outcomeOf(at('/keep'), {}, { method: 'POST', body: 'x' })
    expect(seen.at(-1)).toMatchObject({ method: 'POST', body: 'x' })
  })

  it.each([
    ['http://127.0.0.2/', 'port'],
    ['http://127.0.0.2:PORT/', 'address'],
    ['http://169.254.169.254:PORT/latest/meta-data/', 'address'],
    ['//10.0.0.1:PORT/', 'address'],
    ['http://2130706433:PORT/', 'form'],
    ['http://user@example.com:PORT/', 'credentials'],
    ['/\\\\127.0.0.2/', 'form'],
    ['\\\\127.0.0.2:PORT/', 'form'],
    ['file:///etc/passwd', 'scheme'],
    ['https://example.com:PORT/', 'scheme'],
    ['http://wiki.internal:PORT/', 'host'],
    ['http://metadata.google.internal:PORT/', 'host'],
    ['http://private.example.com:PORT/', 'address'],
    ['http://gone.example.com:PORT/', 'unresolved'],
  ])('to %s are refused by the rule %s', async (target, rule) => {
    const url = at(`/to?u=${encodeURIComponent(target.replace('PORT', String(port)))}`)
    const before = seen.length
    const lookup = async (name: string) => {
      if (name === 'gone.example.com') return []
      return [{ address: name === 'private.example.com' ? '10.1.2.3' : '127.0.0.1' }]
    }
    expect(await outcomeOf(url, { lookup })).toEqual({
      rule,
      message: 'example.com redirects to where this may not fetch from',
    })
    expect(seen.length).toBe(before + 1)
  })

  it('are counted', async () => {
    const before = seen.length
    expect(await outcomeOf(at('/loop'), { redirects: 3 })).toMatchObject({ rule: 'redirect' })
    expect(seen.length).toBe(before + 4)
    expect(await outcomeOf(at('/to-text'), { redirects: 0 })).toMatchObject({ rule: 'redirect' })
    expect(await outcomeOf(at('/to-text'), {}, { redirect: 'error' })).toMatchObject({ rule: 'redirect' })
    expect(await outcomeOf(at('/to-text'), {}, { redirect: 'manual' })).toMatchObject({ status: 301 })
  })

  it('take no secrets to another origin, and no body', async () => {
    const headers = { authorization: 'Bearer x', cookie: 'a=b', 'x-api-key': 'k', accept: 'text/plain' }
    const url = at(`/to?u=${encodeURIComponent(at('/text', 'other.example.com'))}`)
    expect(await outcomeOf(url, {}, { headers })).toMatchObject({ text: 'hello' })
    expect(seen.at(-2)?.headers).toMatchObject(headers)
    expect(seen.at(-1)?.headers).toMatchObject({ accept: 'text/plain' })
    for (const name of ['authorization', 'cookie', 'x-api-key'])
      expect(seen.at(-1)?.headers).not.toHaveProperty(name)
    const keep = at(`/keep-to?u=${encodeURIComponent(at('/text', 'other.example.com'))}`)
    expect(await outcomeOf(keep, {}, { method: 'POST', body: 'x' })).toMatchObject({ rule: 'redirect' })
    await outcomeOf(at('/to-text'), {}, { headers })
    expect(seen.at(-1)?.headers).toMatchObject(headers)
  })
})

it('kinds of content that are not accepted are refused, and the pages of errors are empty', async () => {
  const options = { contentTypes: ['application/json', 'image/*'] }
  expect(await outcomeOf(at('/json'), options)).toMatchObject({ text: '{"a":1}' })
  expect(await outcomeOf(at('/text'), options)).toMatchObject({ rule: 'content-type' })
  expect(await outcomeOf(at('/fits'), options)).toMatchObject({ rule: 'content-type' })
  expect(await outcomeOf(at('/missing'), options)).toMatchObject({ status: 404, text: '' })
})

it('tells the call of each refusal, once, without what follows the path', async () => {
  await using fetch = fetchWith()
  const events: unknown[] = []
  const ctx = { emit: (type: string, facts: object) => void events.push({ type, ...facts }) }
  const failing = async (url: string) => (await fetch(url, { ctx })).text()
  await expect(failing('http://127.0.0.2/a?token=s3cret')).rejects.toThrow()
  await expect(failing(at('/large?key=s3cret'))).rejects.toThrow()
  await expect(failing('http://ann:s3cret@example.com/')).rejects.toThrow()
  expect(events).toEqual([
    { type: 'security.refused', what: 'url', rule: 'port', subject: 'http://127.0.0.2/a' },
    { type: 'security.refused', what: 'url', rule: 'size', subject: at('/large') },
    { type: 'security.refused', what: 'url', rule: 'credentials', subject: 'http://[redacted]@example.com/' },
  ])
})

it('gives each host its requests a second, redirects included', async () => {
  await using fetch = fetchWith({ requestsPerSecond: 3 })
  expect((await fetch(at('/to-text'))).status).toBe(200)
  expect((await fetch(at('/text'))).status).toBe(200)
  await expect(fetch(at('/text'))).rejects.toMatchObject({ rule: 'rate', code: 'RATE_LIMITED' })
  await expect(fetch(at('/text'))).rejects.toHaveProperty('retryAfterMs')
  expect((await fetch(at('/text', 'other.example.com'))).status).toBe(200)
})
