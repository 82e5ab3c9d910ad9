import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { execute } from './execute.ts'
import { isRepositoryFile, modulesOf } from './modules.ts'
import { type Page, readPage } from './page.ts'
import { createProject } from './project.ts'
import { typeCheck } from './type-check.ts'

const repository = join(import.meta.dirname, '../..')
const PAGES = [
  'README.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  'docs/**/*.md',
  '{packages,servers,examples}/*/README.md',
]

const read = (path: string): string => readFileSync(join(repository, path), 'utf8')

/** Blocks with the name of a file of this repository that are not in it. */
const strayParts = ({ blocks }: Page): string[] =>
  blocks.flatMap(({ title, code, page, line }) => {
    if (title === undefined || !isRepositoryFile(title)) return []
    return read(title).includes(code) ? [] : [`${page}:${line}: does not stand in ${title}`]
  })

/** Checks the documents, and says what is wrong. */
export const checkDocuments = async (paths: readonly string[]): Promise<string[]> => {
  const pages = paths.map(path => readPage(path, read(path)))
  const parts = pages.map(page => modulesOf(page))
  const modules = parts.flatMap(each => each.modules)
  using project = createProject(new Map(modules.map(({ file, code }) => [file, code])))
  const problems = [
    ...pages.flatMap(page => [...page.problems, ...strayParts(page)]),
    ...parts.flatMap(each => each.problems),
    ...(await typeCheck(project.folder, modules)),
  ]
  return problems.length > 0 ? problems : await execute(project.folder, modules)
}

if (import.meta.main) {
  const asked = process.argv.slice(2)
  const paths = asked.length > 0 ? asked : globSync(PAGES, { cwd: repository }).sort()
  const problems = await checkDocuments(paths)
  for (const problem of problems) console.error(problem)
  console.log(`${paths.length} documents, ${problems.length} problems`)
  process.exitCode = problems.length === 0 ? 0 : 1
}
