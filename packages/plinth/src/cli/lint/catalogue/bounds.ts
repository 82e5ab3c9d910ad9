import type { JsonSchema } from '../../../define/json-schema.ts'
import type { CatalogueRule } from '../rule.ts'
import { aboutTool } from './about-tool.ts'
import { named, schemaNodes } from './schema-nodes.ts'
import type { ServedTool } from './served-components.ts'

const hasType = ({ type }: JsonSchema, wanted: string): boolean =>
  type === wanted || (Array.isArray(type) && type.includes(wanted))

const isChosen = (schema: JsonSchema): boolean => schema.enum !== undefined || schema.const !== undefined

/** A pattern without an open-ended quantifier cannot match more than so much. */
const isBounded = (pattern: unknown): boolean =>
  typeof pattern === 'string' &&
  pattern.startsWith('^') &&
  pattern.endsWith('$') &&
  !/[*+]|\{\d+,\}/.test(pattern)

/** Formats that have a length of their own. */
const SHORT_FORMATS = new Set([
  'date',
  'time',
  'date-time',
  'duration',
  'uuid',
  'ipv4',
  'ipv6',
  'hostname',
  'email',
])

const isOpenString = (schema: JsonSchema): boolean =>
  hasType(schema, 'string') &&
  !isChosen(schema) &&
  schema.maxLength === undefined &&
  !isBounded(schema.pattern) &&
  !(typeof schema.format === 'string' && SHORT_FORMATS.has(schema.format))

const isOpenArray = (schema: JsonSchema): boolean =>
  hasType(schema, 'array') && !isChosen(schema) && schema.maxItems === undefined

const isOpenNumber = (schema: JsonSchema): boolean => {
  if (isChosen(schema) || !(hasType(schema, 'number') || hasType(schema, 'integer'))) return false
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum } = schema
  const isOpen = (...bounds: readonly unknown[]) =>
    // What a schema library writes of a safe integer bounds nothing.
    !bounds.some(bound => typeof bound === 'number' && Math.abs(bound) < Number.MAX_SAFE_INTEGER)
  return isOpen(minimum, exclusiveMinimum) || isOpen(maximum, exclusiveMaximum)
}

const openIn = (tool: ServedTool, isOpen: (schema: JsonSchema) => boolean): string[] =>
  schemaNodes(tool.inputSchema)
    .filter(({ schema }) => isOpen(schema))
    .map(({ path }) => path)

export const unboundedStrings: CatalogueRule = {
  id: 'unbounded-strings',
  severity: 'warning',
  title: 'Text of any length in the input of a tool',
  mend: 'Set a longest length (in zod, .max(200)), or use inputGuard() for all tools',
  *inCatalogue({ tools }) {
    for (const tool of tools) {
      const open = tool.isGuarded ? [] : openIn(tool, isOpenString)
      if (open.length > 0)
        yield aboutTool(tool, `The tool ${tool.name} takes text of any length in ${named(open)}`)
    }
  },
}

export const unboundedArrays: CatalogueRule = {
  id: 'unbounded-arrays',
  severity: 'warning',
  title: 'Lists of any length in the input of a tool',
  mend: 'Set a longest length (in zod, .max(100)), or use inputGuard() for all tools',
  *inCatalogue({ tools }) {
    for (const tool of tools) {
      const open = tool.isGuarded ? [] : openIn(tool, isOpenArray)
      if (open.length > 0)
        yield aboutTool(tool, `The tool ${tool.name} takes lists of any length in ${named(open)}`)
    }
  },
}

export const unboundedNumbers: CatalogueRule = {
  id: 'unbounded-numbers',
  severity: 'hint',
  title: 'Numbers of any size in the input of a tool',
  mend: 'Set the smallest and the largest (in zod, .min(1).max(100)): models take them for advice too',
  *inCatalogue({ tools }) {
    for (const tool of tools) {
      const open = openIn(tool, isOpenNumber)
      if (open.length > 0)
        yield aboutTool(tool, `The tool ${tool.name} takes numbers of any size in ${named(open)}`)
    }
  },
}
