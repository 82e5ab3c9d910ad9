import type { Block } from './page.ts'

/** What a block says that it prints: in a block of text after it, or in comments. */
const promiseOf = ({ output, code }: Block): string | undefined => {
  if (output !== undefined) return output
  const lines = [...code.matchAll(/^ *\/\/ prints: (.*)$/gm)].map(([, line = '']) => line)
  return lines.length === 0 ? undefined : lines.join('\n')
}

/** How text is broken into lines is nobody's promise, nor whether there is room within brackets. */
const words = (text: string): string =>
  text.trim().replaceAll(/\s+/g, ' ').replaceAll('[ ', '[').replaceAll(' ]', ']')

/** Three dots stand for what is different each time. */
const keeps = (promise: string, output: string): boolean => {
  const parts = words(promise)
    .split('...')
    .map(part => part.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&'))
  return new RegExp(`^${parts.join('.*?')}$`).test(words(output))
}

/** What is wrong with what blocks printed that say what they print. */
export const faultOfOutput = (blocks: readonly Block[], output: string): string | undefined => {
  const promises = blocks.map(promiseOf).filter(promise => promise !== undefined)
  const promise = promises.join('\n')
  return promises.length === 0 || keeps(promise, output)
    ? undefined
    : `prints\n${output.trimEnd()}\nand not\n${promise}`
}
