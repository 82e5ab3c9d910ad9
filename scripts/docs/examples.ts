import { type Block, type Page, readPage } from './page.ts'
import { withPromisedValues } from './promised-values.ts'
import { type Comment, readSource } from './source-file.ts'

/** The text of an example. */
interface Lines {
  readonly text: string
  /** The line of the file that the first of them is. */
  readonly line: number
}

const lineAt = (text: string, index: number): number => text.slice(0, index).split('\n').length

const TAG = /^@(\w+)[ \t]*/

/** The examples of a doc comment, without what makes it a comment. */
const examplesIn = ({ value }: Comment, line: number): Lines[] => {
  const examples: { lines: string[]; line: number }[] = []
  let isExample = false
  for (const [index, raw] of value.split('\n').entries()) {
    const text = raw.replace(/^\s*\*? ?/, '').trimEnd()
    const tag = TAG.exec(text)
    if (tag) isExample = tag[1] === 'example'
    if (!isExample) continue
    if (tag) examples.push({ lines: [], line: line + index })
    examples.at(-1)?.lines.push(text.replace(TAG, ''))
  }
  return examples.map(({ lines, line }) => ({ text: lines.join('\n').trimEnd(), line }))
}

/** An example without a fence is code as a whole. */
const blocksOf = (path: string, { text, line }: Lines): Block[] => {
  if (/^```/m.test(text))
    return readPage(path, text).blocks.map(block => ({ ...block, line: block.line + line - 1 }))
  const code = text.replace(/^\n+/, '')
  const skipped = text.slice(0, text.length - code.length).split('\n').length - 1
  const block = { page: path, line: line + skipped, language: 'ts', title: undefined, code }
  return [{ ...block, check: 'run', output: undefined }]
}

/**
 * The examples in the doc comments of a file of TypeScript, as a page: a block each, which finds what the file exports.
 *
 * @param path from the root of the repository
 * @param specifierOf what an example imports a name of that file from
 */
export const readExamples = (path: string, text: string, specifierOf: (name: string) => string): Page => {
  const { docs, declared } = readSource(path, text)
  const blocks = docs
    .flatMap(doc => examplesIn(doc, lineAt(text, doc.start)))
    .flatMap(example => blocksOf(path, example))
    .map(withPromisedValues)
  const imports = declared.map(
    ({ name, isType }) => `import ${isType ? 'type ' : ''}{ ${name} } from '${specifierOf(name)}'`,
  )
  return {
    path,
    text: '',
    tree: { type: 'root', children: [] },
    blocks,
    context: imports.join('\n'),
    problems: [],
  }
}
