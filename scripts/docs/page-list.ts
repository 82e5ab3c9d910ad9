import { dirname, join, normalize } from 'node:path'
import { visit } from 'unist-util-visit'
import { linksOf } from './links.ts'
import { type Page, textOf } from './page.ts'

/** The one list of the documentation's pages, in the order in which they are read. */
export const INDEX = 'docs/README.md'

interface Section {
  readonly section: string
  readonly entries: readonly { readonly url: string; readonly text: string; readonly about: string }[]
}

/** The list by its headings. What follows a link in its item is what the page is about. */
export const listOf = ({ tree }: Page): Section[] => {
  const sections: { section: string; entries: Section['entries'][number][] }[] = []
  for (const node of tree.children) {
    if (node.type === 'heading' && node.depth === 2) sections.push({ section: textOf(node), entries: [] })
    if (node.type === 'list')
      visit(node, 'listItem', item => {
        visit(item, 'link', link => {
          const about = textOf(item).slice(textOf(link).length).replace(/^: /, '')
          sections.at(-1)?.entries.push({ url: link.url, text: textOf(link), about })
        })
      })
  }
  return sections
}

/** The first heading of a page. */
export const titleOf = (page: Page): string => {
  const heading = page.tree.children.find(node => node.type === 'heading')
  return heading === undefined ? page.path : textOf(heading)
}

const pathOf = (url: string): string => normalize(join(dirname(INDEX), url.replace(/#.*/, '')))

/** The pages that the list links to. */
export const listedPages = (index: Page): string[] =>
  linksOf(index)
    .map(({ url }) => pathOf(url))
    .filter(path => path.startsWith('docs/') && path.endsWith('.md'))

/** The list as the site's sidebar: of pages that there are. */
export const sectionsOf = (index: Page, pages: readonly Page[]) =>
  listOf(index).map(({ section, entries }) => ({
    text: section,
    items: entries
      .filter(({ url }) => pages.some(({ path }) => path === pathOf(url)))
      .map(({ url, text }) => ({ text, link: `/${url.replace(/\.md$/, '')}` })),
  }))

/** Pages of the documentation that the list does not have exactly once. */
export const checkList = (index: Page, paths: readonly string[]): string[] => {
  const listed = listedPages(index)
  return paths
    .filter(path => path.startsWith('docs/') && path !== INDEX)
    .flatMap(path => {
      const times = listed.filter(each => each === path).length
      return times === 1 ? [] : [`${path}: stands ${times} times in ${INDEX}, and not once`]
    })
}
