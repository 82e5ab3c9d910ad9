import { preludeOf } from './compose.ts'
import type { Block, Check, Page } from './page.ts'
import { type Statement, statementsOf } from './statements.ts'

/** A file of TypeScript: one untitled block, or all blocks of a page that have its name. */
export interface Module {
  /** From the folder of the project that the modules are checked in. */
  readonly file: string
  readonly code: string
  readonly check: Check
  readonly blocks: readonly [Block, ...Block[]]
  /** Where in the documents a line of the code stands: `docs/guide.md:12`. */
  place(line: number): string
}

/** Blocks with such a title are a part of that file, which is checked where it stands. */
export const isRepositoryFile = (title: string): boolean =>
  /^(?:deploy|examples|packages|servers|\.github)\//.test(title)

/** The folder that the files of a page are written to. */
export const folderOf = (page: string): string => page.replace(/\.\w+$/, '').replaceAll('..', '_')

const linesOf = (code: string): number => code.split('\n').length

const moduleOf = (file: string, prelude: string, blocks: readonly [Block, ...Block[]]): Module => {
  const [first] = blocks
  const isPartial = /^(?:export )?declare /m.test(prelude)
  const check = isPartial || blocks.some(block => block.check === 'types') ? 'types' : 'run'
  return {
    file,
    code: `${prelude}${blocks.map(({ code }) => code).join('\n')}\n`,
    check,
    blocks,
    place(line) {
      let begin = linesOf(prelude) - 1
      if (line <= begin) return `${first.page}:${first.line} (what stands before the block)`
      for (const block of blocks) {
        const length = linesOf(block.code)
        if (line <= begin + length) return `${block.page}:${block.line + line - begin - 1}`
        begin += length
      }
      return `${first.page}:${first.line}`
    },
  }
}

const isTypeScript = ({ language }: Block): boolean => language === 'ts'

/** The modules of a page. What cannot be parsed is told as a problem, and left out. */
export const modulesOf = ({ path, blocks, context }: Page, common: readonly Statement[] = []) => {
  const modules: Module[] = []
  const problems: string[] = []
  const named = new Map<string, [Block, ...Block[]]>()
  /** Imports that the page has shown so far. */
  const shown: Statement[] = []

  for (const block of blocks.filter(isTypeScript)) {
    const { title, code, check, page, line } = block
    try {
      const statements = statementsOf(code)
      if (check !== 'syntax' && title === undefined) {
        const contexts = [statementsOf(block.context ?? ''), statementsOf(context), shown, common]
        modules.push(moduleOf(`${folderOf(path)}/block-${line}.ts`, preludeOf(code, contexts), [block]))
      }
      if (check !== 'syntax' && title !== undefined && !isRepositoryFile(title)) {
        const others = named.get(title)
        if (others) others.push(block)
        else named.set(title, [block])
      }
      shown.push(...statements.filter(({ isImport }) => isImport))
    } catch (error) {
      problems.push(`${page}:${line}: ${error instanceof Error ? error.message : error}`)
    }
  }
  for (const [title, parts] of named) modules.push(moduleOf(`${folderOf(path)}/${title}`, '', parts))
  return { modules, problems }
}
