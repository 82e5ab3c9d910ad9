import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { pageOf } from './page.ts'

const listOf = (...names: string[]) => new Map(names.map(name => [name, `item ${name}`]))
const cursorFor = (name: string) => Buffer.from(`after:${name}`).toString('base64url')

const walk = (items: ReadonlyMap<string, string>, size: number) => {
  const all: string[] = []
  let pages = 0
  let cursor: string | undefined
  do {
    const page = pageOf(items, cursor, size)
    if (!page) throw new Error(`the cursor ${cursor} is not known`)
    all.push(...page.items)
    cursor = page.nextCursor
    pages++
  } while (cursor !== undefined)
  return { all, pages }
}

describe('a list in pages', () => {
  it('is walked completely, in order, each item once, whatever its names and the size of a page', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.string({ unit: 'grapheme' }), { maxLength: 40 }),
        fc.integer({ min: 1, max: 45 }),
        (names, size) => {
          const items = listOf(...names)
          const { all, pages } = walk(items, size)
          expect(all).toEqual([...items.values()])
          expect(pages).toBe(Math.max(1, Math.ceil(names.length / size)))
        },
      ),
    )
  })

  it('goes on at the right place when items came and went elsewhere', () => {
    const first = pageOf(listOf('a', 'b', 'c', 'd'), undefined, 2)
    expect(first?.items).toEqual(['item a', 'item b'])
    expect(pageOf(listOf('new', 'b', 'c', 'd'), first?.nextCursor, 2)?.items).toEqual(['item c', 'item d'])
  })

  it('does not go on after an item that is gone', () => {
    const first = pageOf(listOf('a', 'b', 'c'), undefined, 2)
    expect(pageOf(listOf('a', 'c'), first?.nextCursor, 2)).toBeUndefined()
  })
})

describe('a cursor that is none', () => {
  const items = listOf('a', 'b', 'c')

  it.each([
    '',
    'a',
    'garbage!',
    Buffer.from('a').toString('base64url'),
    cursorFor('nobody'),
    cursorFor('__proto__'),
    cursorFor('constructor'),
    `${cursorFor('a')}=`,
    ` ${cursorFor('a')}`,
    `${cursorFor('a')}\n`,
    cursorFor('a').repeat(1000),
  ])('%.30j is not known', cursor => {
    expect(pageOf(items, cursor, 2)).toBeUndefined()
    expect(pageOf(items, cursor, 10)).toBeUndefined()
  })

  it('is not known whatever it is', () => {
    const known = new Set(['a', 'b', 'c'].map(cursorFor))
    fc.assert(
      fc.property(fc.string(), cursor => {
        fc.pre(!known.has(cursor))
        expect(pageOf(items, cursor, 2)).toBeUndefined()
      }),
    )
  })
})
