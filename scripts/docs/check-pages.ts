import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { checkData } from './data.ts'
import { execute } from './execute.ts'
import { createLinkCheck } from './links.ts'
import { folderOf, isRepositoryFile, modulesOf } from './modules.ts'
import { createNameCheck } from './names.ts'
import type { Page } from './page.ts'
import { createProject } from './project.ts'
import type { Examples } from './read-sources.ts'
import { createShellCheck } from './shell.ts'
import { typeCheck } from './type-check.ts'

/** Blocks with the name of a file of this repository that are not in it. */
const createPartCheck =
  (repository: string) =>
  ({ blocks }: Page): string[] =>
    blocks.flatMap(({ title, code, page, line }) => {
      if (title === undefined || !isRepositoryFile(title)) return []
      const path = join(repository, title)
      const isThere = existsSync(path) && readFileSync(path, 'utf8').includes(code)
      return isThere ? [] : [`${page}:${line}: does not stand in ${title}`]
    })

/** Files that a page names and that are no TypeScript: configurations, data. */
const otherFiles = ({ path, blocks }: Page): [string, string][] =>
  blocks.flatMap(({ title, code, language }) =>
    title === undefined || language === 'ts' || isRepositoryFile(title)
      ? []
      : [[`${folderOf(path)}/${title}`, code]],
  )

/**
 * Checks pages, and examples in doc comments, and says what is wrong with them. Nothing is executed before everything
 * else is right.
 */
export const checkPages = async (
  repository: string,
  documents: readonly Page[],
  examples: Examples = { pages: [], context: [] },
): Promise<string[]> => {
  const parts = [
    ...documents.map(page => modulesOf(page)),
    ...examples.pages.map(page => modulesOf(page, examples.context)),
  ]
  const pages = [...documents, ...examples.pages]
  const modules = parts.flatMap(each => each.modules)
  const sources = modules.map(({ file, code }): [string, string] => [file, code])
  using project = createProject(new Map([...pages.flatMap(otherFiles), ...sources]))
  const checks = [createPartCheck, createLinkCheck, createNameCheck, createShellCheck].map(create =>
    create(repository),
  )
  const problems = [
    ...pages.flatMap(page => [
      ...page.problems,
      ...checkData(page.blocks),
      ...checks.flatMap(check => check(page)),
    ]),
    ...parts.flatMap(each => each.problems),
    ...(await typeCheck(project.folder, modules)),
  ]
  if (problems.length > 0) return problems
  return await execute(
    project.folder,
    modules,
    pages.flatMap(({ blocks }) => blocks),
  )
}
