import type { AnyNode } from 'acorn'
import type { SourceRule } from '../rule.ts'
import { keyName, stringOf } from './syntax.ts'
import { nodesOf } from './walk.ts'

/** Credentials whose issuers made them recognisable. */
const KNOWN: readonly (readonly [what: string, pattern: RegExp])[] = [
  ['an AWS access key', /\b(AKIA|ASIA)[A-Z0-9]{16}\b/],
  ['a GitHub token', /\b(gh[pousr]_[A-Za-z0-9]{30,}|github_pat_[A-Za-z0-9_]{40,})/],
  ['a GitLab token', /\bglpat-[A-Za-z0-9_-]{20,}/],
  ['a Slack token', /\bxox[abeoprs]-[A-Za-z0-9-]{10,}/],
  ['an API key', /\bsk-[A-Za-z0-9_-]{20,}|\bsk_(live|test)_[A-Za-z0-9]{16,}/],
  ['a Google API key', /\bAIza[A-Za-z0-9_-]{35}/],
  ['an npm token', /\bnpm_[A-Za-z0-9]{36}/],
  ['a private key', /-----BEGIN [A-Z ]*PRIVATE KEY-----/],
  ['a signed token', /\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}/],
  ['a password in an address', /\b[a-z][a-z0-9+.-]*:\/\/[^\s/:@]+:(?!\*+@|x+@|password@|<)[^\s/@${}]{3,}@/i],
]

const WORD = /pass(word|wd|phrase)$/i
const KEY = /(secret|token|api_?key|private_?key|access_?key|client_?secret|credentials?)$/i
const PLACEHOLDER =
  /^(<.*>|\$\{.*|change.?me.*|your[-_ ].*|example.*|placeholder|x{3,}|\*+|\.\.\.|none|null|undefined)$/i

/** What looks as if it was generated: long, without spaces, of letters and digits mixed. */
const looksGenerated = (value: string): boolean =>
  value.length >= 12 && /^[\x21-\x7e]+$/.test(value) && /\d/.test(value) && /[A-Za-z]/.test(value)

/** The name of an environment variable, a header or an address is none of their values. */
const isReference = (value: string): boolean =>
  /^[A-Z][A-Z0-9_]*$/.test(value) || /^[a-z][a-z0-9+.-]*:\/\//i.test(value)

const isSecret = (name: string, value: string): boolean => {
  if (PLACEHOLDER.test(value) || isReference(value)) return false
  if (WORD.test(name)) return value.length >= 4 && !/\s/.test(value) && !/^pass(word|wd|phrase)$/i.test(value)
  return KEY.test(name) && looksGenerated(value)
}

/** What a value is assigned to. */
const named = (
  node: AnyNode,
): { readonly name: string | undefined; readonly value: AnyNode | null | undefined } | undefined => {
  if (node.type === 'VariableDeclarator') return { name: keyName(node.id), value: node.init }
  if (node.type === 'Property' || node.type === 'PropertyDefinition')
    return { name: keyName(node.key), value: node.value }
  if (node.type !== 'AssignmentExpression') return undefined
  const name = node.left.type === 'MemberExpression' ? keyName(node.left.property) : keyName(node.left)
  return { name, value: node.right }
}

export const hardCodedSecret: SourceRule = {
  id: 'hard-coded-secret',
  severity: 'error',
  title: 'A password, token or key in the source',
  mend: "Make it a setting (secret() of plinth/config), take it out of the repository's history, and replace it",
  *inSource({ program }) {
    const told = new Set<number>()
    for (const { node } of nodesOf(program, 'Literal', 'TemplateElement')) {
      const text = node.type === 'Literal' ? node.value : node.value.cooked
      const [what] = (typeof text === 'string' && KNOWN.find(([, pattern]) => pattern.test(text))) || []
      if (what === undefined) continue
      told.add(node.start)
      yield { at: node.start, message: `This is ${what}` }
    }
    for (const { node } of nodesOf(
      program,
      'VariableDeclarator',
      'Property',
      'PropertyDefinition',
      'AssignmentExpression',
    )) {
      const { name, value } = named(node) ?? {}
      const text = stringOf(value)
      if (name === undefined || text === undefined || !value || told.has(value.start)) continue
      if (isSecret(name, text))
        yield { at: value.start, message: `The value of ${name} is written in the source` }
    }
  },
}
