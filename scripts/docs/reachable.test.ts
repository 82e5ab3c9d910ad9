import { existsSync, globSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { expect, it } from 'vitest'
import { linksOf } from './links.ts'
import { readPage } from './page.ts'

const repository = join(import.meta.dirname, '../..')

/** The documents that a document links to; a link to a folder shows its README. */
const linkedFrom = (path: string): string[] =>
  linksOf(readPage(path, readFileSync(join(repository, path), 'utf8'))).flatMap(({ url }) => {
    if (/^[a-z][\w+.-]*:/i.test(url)) return []
    const target = normalize(join(dirname(path), url.replace(/#.*/, '')))
    const isFolder = statSync(join(repository, target), { throwIfNoEntry: false })?.isDirectory()
    const document = isFolder ? join(target, 'README.md') : target
    return document.endsWith('.md') && existsSync(join(repository, document)) ? [document] : []
  })

it('every document is reached from the README by links', () => {
  const reached = new Set(['README.md'])
  for (const path of reached) for (const linked of linkedFrom(path)) reached.add(linked)
  const documents = globSync('{*,docs/*,deploy/*,{examples,packages,servers}/*/*}.md', { cwd: repository })
  expect(documents.length).toBeGreaterThan(35)
  expect(documents.filter(path => !reached.has(path))).toEqual([])
})
