import type { AnyNode, CallExpression, NewExpression } from 'acorn'
import type { SourceRule } from '../rule.ts'
import { boundBy } from './bindings.ts'
import type { Project } from './project.ts'
import {
  calledName,
  type FunctionNode,
  isAtModuleLevel,
  isFunction,
  keyName,
  rootIdentifier,
} from './syntax.ts'
import type { Ancestors } from './walk.ts'
import { nodesOf, walk } from './walk.ts'

/** What has to be closed, as libraries call it. */
const CONSTRUCTED = new Set([
  'Pool',
  'Redis',
  'Cluster',
  'Worker',
  'WebSocket',
  'DatabaseSync',
  'MongoClient',
  'Agent',
  'Queue',
])
const CALLED = new Set([
  'setInterval',
  'createServer',
  'createPool',
  'createConnection',
  'watch',
  'watchFile',
])
const CLOSING = new Set([
  'close',
  'end',
  'quit',
  'disconnect',
  'destroy',
  'terminate',
  'unref',
  'stop',
  'shutdown',
  'dispose',
])
const CLEARING = new Set(['clearInterval', 'clearTimeout', 'unwatchFile', 'defer'])

/** What is opened there, by name. */
const opened = (node: AnyNode): string | undefined => {
  if (node.type !== 'CallExpression' && node.type !== 'NewExpression') return undefined
  const name = calledName(node.callee)
  if (name === undefined) return undefined
  if (node.type === 'NewExpression') return CONSTRUCTED.has(name) ? `new ${name}()` : undefined
  // `client.watch()` may be anything; a function of that name, or one of a module of Node, is what it seems.
  const isPlain =
    node.callee.type === 'Identifier' ||
    /^(fs|net|http|https|http2|tls|mysql|timers)$/.test(rootIdentifier(node.callee) ?? '')
  return CALLED.has(name) && isPlain ? `${name}()` : undefined
}

/** Variables that are closed anywhere in a project: `pool.end()`, `clearInterval(timer)`, or handed to `defer`. */
const closedIn = (project: Project): ReadonlySet<string> => {
  const names = new Set<string>()
  for (const { program } of project.files.values())
    for (const { node } of nodesOf(program, 'CallExpression')) {
      const name = calledName(node.callee) ?? ''
      if (node.callee.type === 'MemberExpression' && CLOSING.has(name)) {
        const root = rootIdentifier(node.callee.object)
        if (root !== undefined) names.add(root)
      }
      if (CLEARING.has(name)) for (const { node: inner } of nodesOf(node, 'Identifier')) names.add(inner.name)
    }
  return names
}

/** What holds the value: a variable, or nothing. The closing call may also follow at once: `setInterval(f).unref()`. */
const heldBy = (node: CallExpression | NewExpression, ancestors: Ancestors): readonly string[] | 'closed' => {
  const above = [...ancestors].reverse()
  for (const [index, ancestor] of above.entries()) {
    if (ancestor.type === 'VariableDeclarator') return boundBy(ancestor.id)
    if (ancestor.type === 'AssignmentExpression') return [rootIdentifier(ancestor.left) ?? '']
    if (ancestor.type !== 'MemberExpression') continue
    const call = above[index + 1]
    const isClosing = CLOSING.has(keyName(ancestor.property) ?? '') && call?.type === 'CallExpression'
    if (isClosing && ancestor.object !== node.callee) return 'closed'
  }
  return []
}

const isUsing = (ancestors: Ancestors): boolean =>
  ancestors.some(node => node.type === 'VariableDeclaration' && node.kind.includes('using'))

export const noCleanUp: SourceRule = {
  id: 'no-clean-up',
  severity: 'warning',
  title: 'A timer, server, pool or connection that a module opens, and nothing closes',
  mend: 'Open it in a lifespan, and close it there: lifespan: ({ defer }) => { ...; defer(() => pool.end()); return { pool } }',
  *inSource({ program }, project) {
    const closed = closedIn(project)
    for (const { node, ancestors } of nodesOf(program, 'CallExpression', 'NewExpression')) {
      const what = opened(node)
      if (what === undefined || !isAtModuleLevel(ancestors) || isUsing(ancestors)) continue
      const holders = heldBy(node, ancestors)
      if (holders === 'closed' || holders.some(name => closed.has(name))) continue
      yield { at: node.start, message: `${what} is opened when the module is loaded, and never closed` }
    }
  },
}

const lifespansIn = (program: AnyNode): FunctionNode[] =>
  nodesOf(program, 'Property')
    .filter(({ node }) => keyName(node.key) === 'lifespan')
    .flatMap(({ node: { value } }) => (isFunction(value) ? [value] : []))

const closesSomething = (lifespan: FunctionNode): boolean => {
  let closes = false
  walk(lifespan, node => {
    if (node.type === 'CallExpression' && calledName(node.callee) === 'defer') closes = true
    if (node.type === 'VariableDeclaration' && node.kind.includes('using')) closes = true
    if (node.type === 'Property' && keyName(node.key) === 'signal') closes = true
  })
  return closes
}

export const lifespanWithoutDefer: SourceRule = {
  id: 'lifespan-without-defer',
  severity: 'warning',
  title: 'A lifespan that opens something and defers nothing',
  mend: 'Close it with defer(() => ...), which runs when the server closes',
  *inSource({ program }) {
    for (const lifespan of lifespansIn(program)) {
      if (closesSomething(lifespan)) continue
      for (const { node } of nodesOf(lifespan, 'CallExpression', 'NewExpression')) {
        const what = opened(node)
        if (what !== undefined)
          yield { at: node.start, message: `The lifespan opens ${what}, and never closes it` }
      }
    }
  },
}
