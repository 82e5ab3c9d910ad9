import type { JsonSchema } from '../../../define/json-schema.ts'
import type { CatalogueRule } from '../rule.ts'
import { aboutTool } from './about-tool.ts'
import { named, schemaNodes } from './schema-nodes.ts'

const COMBINATORS = ['anyOf', 'oneOf', 'allOf', 'not', 'if', 'enum'] as const

export const rootCombinator: CatalogueRule = {
  id: 'schema-root-combinator',
  severity: 'error',
  title: 'anyOf, oneOf, allOf and the like at the top of an input schema, which model providers refuse',
  mend: 'Publish one object: put the alternatives into a field, or make a tool of each',
  *inCatalogue({ tools }) {
    for (const tool of tools)
      for (const keyword of COMBINATORS)
        if (keyword in tool.inputSchema)
          yield aboutTool(tool, `The input schema of ${tool.name} has ${keyword} at its top`)
  },
}

const hasReference = (schema: JsonSchema): boolean =>
  Object.entries(schema).some(
    ([key, value]) =>
      (key === '$ref' && typeof value === 'string') ||
      (typeof value === 'object' && value !== null && hasReference(value as JsonSchema)),
  )

export const schemaReference: CatalogueRule = {
  id: 'schema-reference',
  severity: 'warning',
  title: '$ref in an input schema, which some clients do not follow',
  mend: 'Write the schema out where it is used; a schema that contains itself needs a depth, or text',
  *inCatalogue({ tools }) {
    for (const tool of tools)
      if (hasReference(tool.inputSchema)) yield aboutTool(tool, `The input schema of ${tool.name} has a $ref`)
  },
}

const DEEPEST = 5

export const deepSchema: CatalogueRule = {
  id: 'deep-schema',
  severity: 'warning',
  title: `An input schema with more than ${DEEPEST} levels`,
  mend: 'Flatten it: models fill in deep objects badly, and some providers refuse them',
  *inCatalogue({ tools }) {
    for (const tool of tools) {
      const depths = schemaNodes(tool.inputSchema).map(({ depth }) => depth)
      const deepest = Math.max(...depths)
      if (deepest > DEEPEST)
        yield aboutTool(tool, `The input schema of ${tool.name} is ${deepest} levels deep`)
    }
  },
}

/** What the protocol allows. */
const NAME = /^[A-Za-z0-9_.-]{1,128}$/
/** What every client hands on to its model. */
const LONGEST = 64
const PORTABLE = /^[A-Za-z0-9_-]+$/
const FIELD = /^[A-Za-z0-9_.-]{1,64}$/

export const unusableName: CatalogueRule = {
  id: 'unusable-tool-name',
  severity: 'error',
  title: 'A tool name that the protocol does not allow',
  mend: 'Use 1 to 128 letters, digits, _, - and .',
  *inCatalogue({ tools }) {
    for (const tool of tools)
      if (!NAME.test(tool.name))
        yield aboutTool(tool, `The protocol does not allow the tool name ${JSON.stringify(tool.name)}`)
  },
}

export const unportableName: CatalogueRule = {
  id: 'unportable-tool-name',
  severity: 'warning',
  title: `A tool name of more than ${LONGEST} characters, or with dots, which some clients refuse`,
  mend: 'Use _ for the dot, or a shorter name or prefix; or know that your clients take it',
  *inCatalogue({ tools }) {
    for (const tool of tools) {
      if (!NAME.test(tool.name)) continue
      if (tool.name.length > LONGEST)
        yield aboutTool(
          tool,
          `The tool name ${tool.name} has ${tool.name.length} characters; some clients take only ${LONGEST}`,
        )
      else if (!PORTABLE.test(tool.name))
        yield aboutTool(tool, `The tool name ${tool.name} has a dot, which some clients refuse`)
    }
  },
}

export const longQualifiedName: CatalogueRule = {
  id: 'long-qualified-name',
  severity: 'warning',
  title: `A tool whose name is longer than ${LONGEST} characters with what clients put before it`,
  mend: 'Shorten the name of the tool, its prefix, or the name of the server',
  *inCatalogue({ server, tools }) {
    for (const tool of tools) {
      const qualified = `mcp__${server}__${tool.name}`
      if (tool.name.length <= LONGEST && qualified.length > LONGEST)
        yield aboutTool(tool, `Clients call it ${qualified}, which has ${qualified.length} characters`)
    }
  },
}

export const unusableField: CatalogueRule = {
  id: 'unusable-parameter-name',
  severity: 'error',
  title: 'A parameter whose name model providers refuse',
  mend: 'Use 1 to 64 letters, digits, _, . and -',
  *inCatalogue({ tools }) {
    for (const tool of tools) {
      const bad = schemaNodes(tool.inputSchema)
        .flatMap(({ schema }) => Object.keys(schema.properties ?? {}))
        .filter(name => !FIELD.test(name))
      if (bad.length > 0)
        yield aboutTool(tool, `The tool ${tool.name} has parameters of unusable names: ${named(bad)}`)
    }
  },
}
