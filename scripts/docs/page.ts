import type { Code, Html, Nodes, Parent, Root } from 'mdast'
import { fromMarkdown } from 'mdast-util-from-markdown'
import { gfmFromMarkdown } from 'mdast-util-gfm'
import { gfm } from 'micromark-extension-gfm'
import { type Directives, directivesIn } from './directives.ts'

/** How far a block is checked: executed where it can be, type-checked only (`norun`), or parsed only (`nocheck`). */
export type Check = 'run' | 'types' | 'syntax'

/** A fenced block of a page, or the example of a doc comment. */
export interface Block extends Directives {
  /** The file that it stands in, from the root of the repository. */
  readonly page: string
  /** The line of the page that its first line of code is. */
  readonly line: number
  readonly language: string
  /** What follows the language: the name of the file that the block is (a part of). */
  readonly title: string | undefined
  readonly code: string
  readonly check: Check
  /** The text block that says what the block prints. */
  readonly output: string | undefined
}

export interface Page {
  readonly path: string
  readonly text: string
  readonly tree: Root
  readonly blocks: readonly Block[]
  /** Code that goes before each untitled block of TypeScript. */
  readonly context: string
  readonly problems: readonly string[]
}

const OUTPUT = /^(?:Output|(?:It|This|which) prints|prints):?$/

export const textOf = (node: Nodes): string =>
  'value' in node ? node.value : 'children' in node ? node.children.map(textOf).join('') : ''

/** The block of text that follows at once, or after a paragraph that is nothing but "Output:". */
const outputAfter = (siblings: readonly Nodes[], index: number): string | undefined => {
  const next = siblings[index + 1]
  const announced = next?.type === 'paragraph' && OUTPUT.test(textOf(next).trim())
  const text = announced ? siblings[index + 2] : next
  return text?.type === 'code' && text.lang === 'text' ? text.value : undefined
}

/** What follows the language of a block. */
const readMeta = (meta: string | null | undefined): Pick<Block, 'title' | 'check'> => {
  const words = meta?.split(' ').filter(word => word !== '') ?? []
  const check = words.includes('nocheck') ? 'syntax' : words.includes('norun') ? 'types' : 'run'
  return { title: words.find(word => !['norun', 'nocheck'].includes(word)), check }
}

const blockOf = (page: string, { lang, meta, value, position }: Code): Omit<Block, 'output'> => ({
  page,
  line: (position?.start.line ?? 0) + 1,
  language: lang ?? 'text',
  ...readMeta(meta),
  code: value,
})

const isComment = (node: Nodes): node is Html => node.type === 'html' && node.value.startsWith('<!--')

/** Reads a page of Markdown: its fenced blocks, each with what the hidden comments before it say. */
export const readPage = (path: string, text: string): Page => {
  const tree = fromMarkdown(text, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] })
  const blocks: Block[] = []
  const problems: string[] = []
  const contexts: string[] = []
  const note = (node: Nodes, problem: string): unknown =>
    problems.push(`${path}:${node.position?.start.line}: ${problem}`)

  const readComment = (node: Html): Directives => {
    const { pageContext, problem, ...directives } = directivesIn(node.value)
    if (pageContext !== undefined) contexts.push(pageContext)
    if (problem !== undefined) note(node, problem)
    return directives
  }
  const visit = ({ children }: Parent): void => {
    let before: Directives = {}
    for (const [index, node] of children.entries()) {
      if (isComment(node)) {
        before = { ...before, ...readComment(node) }
        continue
      }
      if (node.type === 'code') {
        if (!node.lang) note(node, 'a block without a language: "text" is for what is none')
        blocks.push({ ...blockOf(path, node), output: outputAfter(children, index), ...before })
      } else if (before.context !== undefined)
        note(node, 'a context stands right before the block that it is for')
      before = {}
      if ('children' in node) visit(node)
    }
  }
  visit(tree)
  return { path, text, tree, blocks, context: contexts.join('\n'), problems }
}
