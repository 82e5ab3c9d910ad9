import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { exampleContext } from './example-context.ts'
import { readExamples } from './examples.ts'
import type { Page } from './page.ts'
import { publicNames } from './public-names.ts'
import type { Statement } from './statements.ts'

/** Examples in doc comments, a page for each file that has some. */
export interface Examples {
  readonly pages: readonly Page[]
  /** What they find without showing where it comes from. */
  readonly context: readonly Statement[]
}

/** Reads the examples of files. Public names they import as users do, others from the file that has them. */
export const readSources = (repository: string, paths: readonly string[]): Examples => {
  const names = publicNames(repository)
  const pages = paths.map(path => {
    const own = names.filter(({ file }) => file === path)
    const specifierOf = (name: string): string =>
      own.find(each => each.name === name)?.specifier ?? join(repository, path)
    return readExamples(path, readFileSync(join(repository, path), 'utf8'), specifierOf)
  })
  return { pages: pages.filter(({ blocks }) => blocks.length > 0), context: exampleContext(names) }
}
