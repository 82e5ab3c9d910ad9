import { parseSync } from 'vite'
import type { Block } from './page.ts'

interface Promised {
  readonly start: number
  readonly end: number
  /** What the comment after the expression says that its value is, or that it throws. */
  readonly value: string
}

const commentIn = (line: string): string | undefined => /^[ \t]*\/\/ ?(.*)$/.exec(line)?.[1]

/** The comment on the line that ends at a place, or else on the lines after it, where no code follows at once. */
const commentAfter = (code: string, place: number): string | undefined => {
  const [rest = '', ...lines] = code.slice(place).split('\n')
  if (rest.trim() !== '') return commentIn(rest)
  const length = lines.findIndex(line => commentIn(line) === undefined)
  const comments = length < 0 ? lines : lines.slice(0, length)
  const isBeforeCode = (lines[comments.length] ?? '').trim() !== ''
  return comments.length === 0 || isBeforeCode ? undefined : comments.map(commentIn).join('\n')
}

const promisedIn = (code: string): Promised[] => {
  const { program, errors } = parseSync('block.ts', code, { sourceType: 'module' })
  if (errors.length > 0) return []
  return program.body.flatMap(({ type, start, end }) => {
    const value = type === 'ExpressionStatement' ? commentAfter(code, end) : undefined
    return value === undefined ? [] : [{ start, end, value }]
  })
}

/**
 * A block whose expressions print themselves where a comment after them says what they are, with that as its output:
 * `clamp(7200, [60, 3600]) // 3600`. Lines stay where they are.
 */
export const withPromisedValues = (block: Block): Block => {
  if (block.language !== 'ts' || block.output !== undefined) return block
  const promised = promisedIn(block.code)
  if (promised.length === 0) return block
  // The last first, so that places before it stay where they are.
  const code = promised.toReversed().reduce((text, { start, end, value }) => {
    const shown = `console.log(inspect(${text.slice(start, end)}, { depth: null }))`
    const printing = value.startsWith('throws ')
      ? `try { ${shown} } catch (error) { console.log(\`throws \${error}\`) }`
      : shown
    return text.slice(0, start) + printing + text.slice(end)
  }, block.code)
  return { ...block, code, output: promised.map(({ value }) => value).join('\n') }
}
