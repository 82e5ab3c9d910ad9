import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseAddress, rangeOf } from '../net/address.ts'
import { readUrl } from './fetch/read-url.ts'
import { createSafeFetch } from './fetch/safe-fetch.ts'
import { readPath } from './files/read-path.ts'
import { SafetyError } from './refusal.ts'

const refusedOr = <T>(work: () => T): T | undefined => {
  try {
    return work()
  } catch (error) {
    if (error instanceof SafetyError) return undefined
    throw error
  }
}

const spice = fc.constantFrom(
  '@',
  '\\',
  '/',
  '//',
  '.',
  '。',
  '%2e',
  '%00',
  '\t',
  '\0',
  '#',
  '?',
  ':',
  '[',
  ']',
  '::1',
  '127.0.0.1',
  '0x7f.1',
  'localhost',
  '①',
  '\u00ad',
)
const spiced = fc
  .array(fc.oneof(spice, fc.string({ maxLength: 4 })), { maxLength: 8 })
  .map(parts => parts.join(''))
const name = fc
  .array(fc.constantFrom(...'abc019.-'), { minLength: 1, maxLength: 20 })
  .map(parts => parts.join(''))
const addresses = fc.oneof(
  fc.ipV4(),
  fc.ipV4Extended(),
  fc.ipV6().map(text => `[${text}]`),
)

describe('whatever is given', () => {
  it('a URL is refused, or read as it is written', () => {
    const urls = fc.oneof(
      fc.tuple(name, fc.string()).map(([host, path]) => `https://${host}/${path}`),
      spiced,
      spiced.map(text => `https://${text}`),
      spiced.map(text => `https://example.com${text}`),
    )
    fc.assert(
      fc.property(urls, text => {
        const read = refusedOr(() => readUrl(text))
        if (!read) return
        const authority = /^https?:\/\/([^/?#]*)/i.exec(text)?.[1] ?? ''
        expect([read.url.username, read.url.password, read.url.hash]).toEqual(['', '', ''])
        expect(authority.toLowerCase()).not.toMatch(/[@\\%\s]/)
        if (/^[\x21-\x7e]*$/.test(authority) && !read.address)
          expect(authority.toLowerCase()).toMatch(new RegExp(`^${read.host.replaceAll('.', '\\.')}(:\\d+)?$`))
      }),
      { numRuns: 400 },
    )
  })

  it('an address is connected to only if it is public, and as it was written', async () => {
    await fc.assert(
      fc.asyncProperty(addresses, async host => {
        const dialled: string[] = []
        const fetch = createSafeFetch({ lookup: async () => [] }, (to, done) => {
          dialled.push(to.hostname)
          done(new Error('not in this test'), null)
        })
        const error: unknown = await fetch(`https://${host}/`).catch((reason: unknown) => reason)
        await fetch.close()
        const written = parseAddress(host.replace(/^\[|\]$/g, ''))
        if (dialled.length === 0) {
          expect(error).toBeInstanceOf(SafetyError)
          return
        }
        expect(dialled).toEqual([written?.text])
        expect(written && rangeOf(written)).toBe('public')
      }),
      { numRuns: 200 },
    )
  })

  it('a path is refused, or made of plain names', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          spiced,
          fc.array(fc.constantFrom('..', '.', 'a', '/', '\\', '\0')).map(parts => parts.join('')),
        ),
        path => {
          const names = refusedOr(() => readPath(path, { hidden: true })) ?? []
          for (const name of names)
            expect([name === '', name === '.', name === '..', /[/\\\0]/.test(name)]).toEqual([
              false,
              false,
              false,
              false,
            ])
        },
      ),
      { numRuns: 1_000 },
    )
  })
})
