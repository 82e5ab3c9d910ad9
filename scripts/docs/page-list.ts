import { dirname, join, normalize } from 'node:path'
import { linksOf } from './links.ts'
import type { Page } from './page.ts'

/** The one list of the documentation's pages, in the order in which they are read. */
export const INDEX = 'docs/README.md'

/** The pages that the list links to. */
export const listedPages = (index: Page): string[] =>
  linksOf(index)
    .map(({ url }) => normalize(join(dirname(index.path), url.replace(/#.*/, ''))))
    .filter(path => path.startsWith('docs/') && path.endsWith('.md'))

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
