import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import GithubSlugger from 'github-slugger'
import type { Nodes } from 'mdast'
import { visit } from 'unist-util-visit'
import { type Page, readPage, textOf } from './page.ts'

/** The anchors of a page's headings, as code hosts and the site make them. */
export const anchorsOf = ({ tree }: Page): Set<string> => {
  const anchors = new Set<string>()
  const slugger = new GithubSlugger()
  visit(tree, 'heading', heading => {
    anchors.add(slugger.slug(textOf(heading)))
  })
  return anchors
}

export interface Link {
  readonly url: string
  readonly line: number
}

export const linksOf = ({ tree }: Page): Link[] => {
  const links: Link[] = []
  visit(tree, (node: Nodes) => {
    if (node.type === 'link' || node.type === 'image' || node.type === 'definition')
      links.push({ url: node.url, line: node.position?.start.line ?? 0 })
  })
  return links
}

const LOOPBACK = /^(?:127\.0\.0\.1|localhost)$/

/** What is wrong with an address elsewhere, as far as its form tells. */
const faultOfExternal = (url: string): string | undefined => {
  const parsed = URL.parse(url)
  if (parsed === null) return 'is no URL'
  if (parsed.protocol === 'mailto:') return undefined
  if (parsed.protocol === 'https:') return undefined
  return parsed.protocol === 'http:' && LOOPBACK.test(parsed.hostname)
    ? undefined
    : 'does not begin with https://'
}

/** Links that lead nowhere. Where others link to is read once for all pages. */
export const createLinkCheck = (repository: string) => {
  const anchorsByPath = new Map<string, Set<string>>()
  const anchorsAt = (path: string): Set<string> => {
    const known = anchorsByPath.get(path)
    if (known) return known
    const anchors = anchorsOf(readPage(path, readFileSync(join(repository, path), 'utf8')))
    anchorsByPath.set(path, anchors)
    return anchors
  }

  const faultOf = (from: Page, url: string): string | undefined => {
    if (/^[a-z][\w+.-]*:/i.test(url)) return faultOfExternal(url)
    const [path = '', anchor] = url.split('#')
    const target = path === '' ? from.path : normalize(join(dirname(from.path), decodeURI(path)))
    if (target.startsWith('..') || url.startsWith('/')) return 'leads out of the repository'
    if (target !== from.path && !existsSync(join(repository, target)))
      return `leads to ${target}, which does not exist`
    if (anchor === undefined || !target.endsWith('.md')) return undefined
    const anchors = target === from.path ? anchorsOf(from) : anchorsAt(target)
    return anchors.has(anchor) ? undefined : `leads to no heading of ${target}`
  }

  return (page: Page): string[] =>
    linksOf(page).flatMap(({ url, line }) => {
      const fault = faultOf(page, url)
      return fault === undefined ? [] : [`${page.path}:${line}: the link "${url}" ${fault}`]
    })
}
