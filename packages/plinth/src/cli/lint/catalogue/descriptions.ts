import type { CatalogueRule, Found } from '../rule.ts'
import { named } from './schema-nodes.ts'
import type { ServedComponent, ServedComponents } from './served-components.ts'

const all = ({ tools, others }: ServedComponents): readonly ServedComponent[] => [...tools, ...others]

const about = ({ kind, name, declaredAs }: ServedComponent, what: string): Found => ({
  component: name,
  declaredAs,
  message: `The ${kind} ${name} ${what}`,
})

const wordsIn = (text: string): string[] =>
  text
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter(word => word !== '')

const FILLERS = new Set(['a', 'an', 'the', 'this', 'tool', 'of', 'to', 'for', 'by', 'from', 'some'])
const PLACEHOLDER =
  /^\W*(todo|fixme|tbd|xxx|lorem ipsum|description|my (first )?tool|does (something|stuff))\b/i
const stem = (word: string) => word.replace(/(?:ies|es|s)$/, '')

/** Whether it tells no more than the name does. */
const repeats = (name: string, description: string): boolean => {
  const inName = new Set(wordsIn(name).map(stem))
  return wordsIn(description)
    .filter(word => !FILLERS.has(word))
    .every(word => inName.has(stem(word)))
}

const vagueness = (name: string, description: string): string | undefined => {
  if (PLACEHOLDER.test(description)) return 'is a placeholder'
  if (repeats(name, description)) return 'only repeats its name'
  return wordsIn(description).length < 3 ? 'has fewer than three words' : undefined
}

export const missingDescription: CatalogueRule = {
  id: 'missing-description',
  severity: 'warning',
  title: 'A tool, resource or prompt without a description',
  mend: 'Give it a description that says when to use it and what it answers',
  *inCatalogue(served) {
    for (const component of all(served))
      if (!component.description?.trim()) yield about(component, 'has no description')
  },
}

export const vagueDescription: CatalogueRule = {
  id: 'vague-description',
  severity: 'warning',
  title: 'A description that says nothing: a placeholder, the name again, one or two words',
  mend: 'Say what it does, to what, when to use it and what it answers',
  *inCatalogue(served) {
    for (const component of all(served)) {
      const text = component.description?.trim()
      const fault = text ? vagueness(component.declaredAs, text) : undefined
      if (fault) yield about(component, `has the description ${JSON.stringify(text)}, which ${fault}`)
    }
  },
}

const LONGEST = 1_024

export const longDescription: CatalogueRule = {
  id: 'long-description',
  severity: 'warning',
  title: `A description of more than ${LONGEST} characters, which clients cut or refuse`,
  mend: "Keep what helps to choose and call it; move the rest into the server's instructions, a prompt or a resource",
  *inCatalogue(served) {
    for (const component of all(served)) {
      const length = component.description?.length ?? 0
      if (length > LONGEST)
        yield about(component, `has a description of ${length} characters; some clients take ${LONGEST}`)
    }
  },
}

export const undescribedParameters: CatalogueRule = {
  id: 'undescribed-parameters',
  severity: 'hint',
  title: 'Parameters without a description',
  mend: 'Describe each: its unit, format and meaning (in zod, .describe("..."))',
  *inCatalogue({ tools }) {
    for (const tool of tools) {
      const fields = Object.entries(
        (tool.inputSchema.properties ?? {}) as Record<string, { description?: string }>,
      )
      const silent = fields.filter(([, field]) => !field.description?.trim()).map(([name]) => name)
      if (silent.length > 0) yield about(tool, `does not describe ${named(silent)}`)
    }
  },
}
