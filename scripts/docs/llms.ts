import { basename, dirname, join, normalize } from 'node:path'
import type { Page } from './page.ts'
import { INDEX, listOf, titleOf } from './page-list.ts'

/** What programs that read documentation look for: the list of pages, each with what it is about (llmstxt.org). */
export const llmsIndex = (index: Page, pages: readonly Page[]): string => {
  const byPath = new Map(pages.map(page => [page.path, page]))
  const lines = listOf(index).flatMap(({ section, entries }) => {
    const items = entries.flatMap(({ url, about }) => {
      const page = byPath.get(normalize(join(dirname(INDEX), url)))
      if (page === undefined) return []
      return [`- [${titleOf(page)}](${basename(page.path, '.md')}.html)${about === '' ? '' : `: ${about}`}`]
    })
    return items.length === 0 ? [] : ['', `## ${section}`, '', ...items]
  })
  return `# Plinth\n\n> A TypeScript platform for production MCP servers\n${lines.join('\n')}\n`
}

/** All pages in one text, in the order of the list, without the comments to the checks. */
export const llmsFull = (pages: readonly Page[]): string =>
  `${pages.map(({ text }) => text.replaceAll(/^<!--.*?-->\n+/gms, '').trim()).join('\n\n---\n\n')}\n`
