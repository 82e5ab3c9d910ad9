import type { AnyNode } from 'acorn'
import type { SourceRule } from '../rule.ts'
import { calledName, dottedName, keyName, stringOf } from './syntax.ts'
import type { Ancestors } from './walk.ts'
import { nodesOf } from './walk.ts'

/** What an address is handed to. */
const REACHING = new Set([
  'fetch',
  'axios',
  'got',
  'connect',
  'createConnection',
  'createClient',
  'WebSocket',
  'Redis',
  'Pool',
  'request',
])
const FIELDS = new Set([
  'host',
  'hostname',
  'baseurl',
  'base_url',
  'endpoint',
  'connectionstring',
  'apiurl',
  'api_url',
])
const HOME = /^(\/home\/|\/Users\/|\/root\/|[A-Za-z]:\\)/
const ADDRESS =
  /^(?:[a-z][a-z0-9+.-]*:\/\/)?(?:[^/@\s]*@)?((?:[a-z0-9-]+\.)+[a-z0-9-]+|localhost|\[[0-9a-f:]+\])(?::\d+)?(?:\/|$)/i
const URL_START = /^(https?|wss?|postgres(ql)?|mysql|mongodb(\+srv)?|redis|amqp|ftp):\/\/[^/\s]/i

/** Names that stand for no machine: reserved for documentation. */
const isExample = (text: string): boolean =>
  /(^|[/.@])example\.(com|org|net)\b|\.(example|test|invalid)\b/i.test(text)

/** What a setting, an environment variable or a parameter may replace is a default, and no decision. */
const isDefault = (ancestors: Ancestors): boolean =>
  ancestors.some(
    node =>
      node.type === 'AssignmentPattern' ||
      (node.type === 'LogicalExpression' && node.operator !== '&&') ||
      (node.type === 'Property' && keyName(node.key) === 'default') ||
      (node.type === 'ConditionalExpression' && /\benv\b/.test(dottedName(node.test) ?? '')),
  )

const isArgumentOf = (node: AnyNode, above: AnyNode | undefined): string | undefined => {
  if (above?.type !== 'CallExpression' && above?.type !== 'NewExpression') return undefined
  if (above.arguments[0] !== node) return undefined
  const name = calledName(above.callee)
  const isReaching =
    name !== undefined && (REACHING.has(name) || dottedName(above.callee)?.startsWith('axios.'))
  return isReaching ? `${name}()` : undefined
}

/** What makes a literal a piece of configuration; undefined where it is none. */
const usedAs = (node: AnyNode, text: string, ancestors: Ancestors): string | undefined => {
  if (HOME.test(text)) return 'a path of one machine'
  const above = ancestors.at(-1)
  const call = isArgumentOf(node, above)
  if (call !== undefined && URL_START.test(text)) return `the address that ${call} goes to`
  if (above?.type !== 'Property' || above.value !== node || !ADDRESS.test(text)) return undefined
  const field = keyName(above.key)?.toLowerCase()
  return field !== undefined && FIELDS.has(field) ? `the value of ${keyName(above.key)}` : undefined
}

export const hardCodedConfiguration: SourceRule = {
  id: 'hard-coded-configuration',
  severity: 'warning',
  title: 'An address or a path of one machine in the source',
  mend: 'Make it a setting: run(config => ..., { extra: { weather: { url: url({ description: "..." }) } } })',
  *inSource({ program }) {
    for (const { node, ancestors } of nodesOf(program, 'Literal', 'TemplateLiteral')) {
      const text =
        stringOf(node) ?? (node.type === 'TemplateLiteral' ? node.quasis[0]?.value.cooked : undefined)
      if (typeof text !== 'string' || isExample(text) || isDefault(ancestors)) continue
      const use = usedAs(node, text, ancestors)
      if (use !== undefined)
        yield { at: node.start, message: `${JSON.stringify(text.slice(0, 80))} is ${use}` }
    }
  },
}
