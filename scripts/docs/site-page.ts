import { existsSync } from 'node:fs'
import { basename, dirname, join, normalize } from 'node:path'
import type { Link } from 'mdast'
import { visit } from 'unist-util-visit'
import { type Page, textOf as wordsOf } from './page.ts'
import { INDEX } from './page-list.ts'

/** The name of a page on the site: the list is its first page. */
const fileOf = ({ path }: Page): string => (path === INDEX ? 'index.md' : basename(path))

const isOnSite = (target: string): boolean => target.startsWith('docs/')

/** Where a link of a page leads on the site; nothing where the site has no such place. */
const targetOf = (page: Page, url: string, repository: string, host?: string): string | undefined => {
  if (/^(?:#|[a-z][\w+.-]*:)/i.test(url)) return url
  const [path = '', anchor] = url.split('#')
  const target = normalize(join(dirname(page.path), path))
  if (!existsSync(join(repository, target))) return undefined
  if (!isOnSite(target)) return host === undefined ? undefined : `${host.replace(/\/$/, '')}/${target}`
  const own = target === INDEX ? 'index.md' : target.slice('docs/'.length)
  return anchor === undefined ? own : `${own}#${anchor}`
}

/**
 * A page as the site has it. Links to what the site has not lead to the code host, or, without one, are their words.
 *
 * @param host where the repository is shown: `https://git.example.com/plinth/blob/main`
 */
const textOf = (page: Page, repository: string, host?: string): string => {
  const links: Link[] = []
  visit(page.tree, 'link', link => {
    links.push(link)
  })
  // The last first, so that places before it stay where they are.
  return links.reverse().reduce((text, link) => {
    const [start, end] = [link.position?.start.offset, link.position?.end.offset]
    if (start === undefined || end === undefined) return text
    const target = targetOf(page, link.url, repository, host)
    if (target === link.url) return text
    const source = text.slice(start, end)
    const shown = /^\[(.*)\]\(.*\)$/s.exec(source)?.[1] ?? wordsOf(link)
    return `${text.slice(0, start)}${target === undefined ? shown : `[${shown}](${target})`}${text.slice(end)}`
  }, page.text)
}

export const sitePage = { fileOf, textOf }
