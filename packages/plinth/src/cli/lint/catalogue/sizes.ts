import type { CatalogueRule } from '../rule.ts'

const MOST_TOOLS = 50
const MOST_PARAMETERS = 10

export const tooManyTools: CatalogueRule = {
  id: 'too-many-tools',
  severity: 'warning',
  title: `${MOST_TOOLS} tools or more in one server`,
  mend: 'Split it by who uses what: modules as servers of their own, TOOL_INCLUDE and filters, or code mode for many small ones',
  *inCatalogue({ server, tools }) {
    if (tools.length >= MOST_TOOLS)
      yield {
        message: `${server} serves ${tools.length} tools: models choose badly among ${MOST_TOOLS} or more, and every list costs their context`,
      }
  },
}

export const tooManyParameters: CatalogueRule = {
  id: 'too-many-parameters',
  severity: 'warning',
  title: `A tool with more than ${MOST_PARAMETERS} parameters`,
  mend: 'Split it into tools with one purpose each, or give what is rarely changed to the configuration',
  *inCatalogue({ tools }) {
    for (const { name, declaredAs, inputSchema } of tools) {
      const count = Object.keys(inputSchema.properties ?? {}).length
      if (count > MOST_PARAMETERS)
        yield { component: name, declaredAs, message: `The tool ${name} has ${count} parameters` }
    }
  },
}
