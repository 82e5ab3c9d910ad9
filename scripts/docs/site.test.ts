import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { llmsFull, llmsIndex } from './llms.ts'
import { readPage } from './page.ts'
import { INDEX, listedPages, sectionsOf } from './page-list.ts'
import { sitePage } from './site-page.ts'

const repository = join(import.meta.dirname, '../..')
const read = (path: string) => readPage(path, readFileSync(join(repository, path), 'utf8'))
const index = read(INDEX)
const pages = listedPages(index)
  .filter(path => existsSync(join(repository, path)))
  .map(read)

describe('the site', () => {
  it('has each page once in its sidebar, in the order of the list', () => {
    const links = sectionsOf(index, pages).flatMap(({ items }) => items.map(({ link }) => link))
    expect(links).toEqual(pages.map(({ path }) => `/${path.slice('docs/'.length, -'.md'.length)}`))
    expect(links.length).toBeGreaterThan(20)
  })

  it.each([
    ['[a](tools.md#errors), [b](#here), <https://example.com>', undefined, undefined],
    ['[the list](README.md)', undefined, '[the list](index.md)'],
    ['[`hello`](../examples/hello) and [b](tools.md)', undefined, '`hello` and [b](tools.md)'],
    [
      '[`hello`](../examples/hello)',
      'https://git.example.com/x/',
      '[`hello`](https://git.example.com/x/examples/hello)',
    ],
    ['[later](not-yet-written.md)', undefined, 'later'],
  ])('makes of %s, shown on %s, %s', (text, host, expected = text) => {
    expect(sitePage.textOf(readPage('docs/page.md', text), repository, host)).toBe(expected)
  })
})

describe('llms.txt', () => {
  it('names each page, with what it is about', () => {
    const text = llmsIndex(index, pages)
    expect(text).toMatch(/^# Plinth\n\n> .+\n\n## Begin\n\n- \[Quick start\]\(quick-start\.html\): .+\n/)
    expect(text.match(/^- /gm)).toHaveLength(pages.length)
  })

  it('has the whole text in its full form, and nothing that is for the checks', () => {
    const text = llmsFull(pages)
    for (const { text: page } of pages) expect(text).toContain(page.split('\n')[0])
    expect(text).not.toContain('<!--')
  })
})
