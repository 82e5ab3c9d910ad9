import { describe, expect, it } from 'vitest'
import { SafetyError } from '../refusal.ts'
import { BYPASSES, NAMES } from './bypasses.fixtures.ts'
import { LOOKALIKES } from './lookalikes.fixtures.ts'
import { createSafeFetch } from './safe-fetch.ts'

const PUBLIC = '93.184.216.34'

/** Fetches without a network: tells what would have been connected to. */
const attempt = async (url: string) => {
  const dialled: string[] = []
  const resolved: string[] = []
  const fetch = createSafeFetch(
    {
      schemes: ['https', 'http'],
      ports: [80, 443, 8080],
      lookup: async name => {
        resolved.push(name)
        return (NAMES[name] ?? [PUBLIC]).map(address => ({ address }))
      },
    },
    (to, done) => {
      dialled.push(to.hostname)
      done(new Error('not in this test'), null)
    },
  )
  const error: unknown = await fetch(url).catch((reason: unknown) => reason)
  await fetch.close()
  return { dialled, resolved, error }
}

it('has enough of both', () => {
  expect(new Set(BYPASSES.map(([url]) => url)).size).toBeGreaterThanOrEqual(150)
  expect(new Set(LOOKALIKES.map(([url]) => url)).size).toBeGreaterThanOrEqual(25)
})

describe('bypasses', () => {
  it.each(BYPASSES)('%j is refused by the rule %s', async (url, rule) => {
    const { dialled, error } = await attempt(url)
    expect(dialled).toEqual([])
    expect(error).toBeInstanceOf(SafetyError)
    expect(error).toMatchObject({ what: 'url', rule })
  })

  it.each(Object.keys(NAMES))('the message about %s does not tell what it resolves to', async name => {
    const { error } = await attempt(`https://${name}/`)
    const shown = error instanceof SafetyError ? `${error.message} ${error.suggestion}`.replace(name, '') : ''
    expect(shown).toContain('no address that may be fetched from')
    for (const address of NAMES[name] ?? []) expect(shown).not.toContain(address)
  })
})

describe('harmless look-alikes', () => {
  it.each(LOOKALIKES)('%j leads to %s', async (url, address) => {
    const { dialled, error, resolved } = await attempt(url)
    expect(error).toMatchObject({ code: 'CONNECTION_ERROR' })
    expect(dialled).toEqual([address])
    expect(resolved.length).toBeLessThanOrEqual(1)
  })
})

it('says the same of a name of the inside and of one that does not exist', async () => {
  const [inside, nowhere] = await Promise.all([
    attempt('https://six.example.com/'),
    attempt('https://none.example.com/'),
  ])
  const shown = ({ error }: { error: unknown }, host: string) =>
    error instanceof SafetyError && [error.code, error.message.replace(host, 'X'), error.suggestion]
  expect(shown(inside, 'six.example.com')).toEqual(shown(nowhere, 'none.example.com'))
})
