import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { checkPages } from './check-pages.ts'
import { readPage } from './page.ts'
import { checkList, INDEX } from './page-list.ts'
import { readSources } from './read-sources.ts'

// Checks the documents of this repository and the examples in the doc comments of its sources, or those that are named:
// `npm run check:docs -- docs/tools.md packages/plinth/src/store.ts`.

const repository = join(import.meta.dirname, '../..')
const PAGES = [
  '{README,CONTRIBUTING,SECURITY}.md',
  'docs/**/*.md',
  '{packages,servers,examples}/*/README.md',
  'deploy/README.md',
]

const SOURCES = '{packages,servers}/*/{src,stand-in}/**/*.ts'

const find = (patterns: string | string[]): string[] =>
  globSync(patterns, { cwd: repository, exclude: path => path.includes('node_modules') })
const all = find(PAGES)
const asked = process.argv.slice(2)
const paths = (asked.length > 0 ? asked : [...all, ...find(SOURCES)]).sort()
const isSource = (path: string): boolean => path.endsWith('.ts')
const pages = paths
  .filter(path => !isSource(path))
  .map(path => readPage(path, readFileSync(join(repository, path), 'utf8')))
const examples = readSources(repository, paths.filter(isSource))
const problems = [
  ...(await checkPages(repository, pages, examples)),
  ...pages.filter(({ path }) => path === INDEX).flatMap(index => checkList(index, all)),
]
for (const problem of problems) console.error(problem)
const count = examples.pages.flatMap(({ blocks }) => blocks).length
console.log(`${pages.length} documents, ${count} examples in doc comments, ${problems.length} problems`)
process.exitCode = problems.length === 0 ? 0 : 1
