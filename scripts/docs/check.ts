import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { checkPages } from './check-pages.ts'
import { readPage } from './page.ts'
import { checkList, INDEX } from './page-list.ts'

// Checks the documents of this repository, or those that are named: `npm run check:docs -- docs/tools.md`.

const repository = join(import.meta.dirname, '../..')
const PAGES = [
  '{README,CONTRIBUTING,SECURITY}.md',
  'docs/**/*.md',
  '{packages,servers,examples}/*/README.md',
  'deploy/README.md',
]

const all = globSync(PAGES, { cwd: repository, exclude: path => path.includes('node_modules') })
const asked = process.argv.slice(2)
const paths = (asked.length > 0 ? asked : all).sort()
const pages = paths.map(path => readPage(path, readFileSync(join(repository, path), 'utf8')))
const problems = [
  ...(await checkPages(repository, pages)),
  ...pages.filter(({ path }) => path === INDEX).flatMap(index => checkList(index, all)),
]
for (const problem of problems) console.error(problem)
console.log(`${paths.length} documents, ${problems.length} problems`)
process.exitCode = problems.length === 0 ? 0 : 1
