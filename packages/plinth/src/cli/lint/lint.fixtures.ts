import type { ServedComponent, ServedTool } from './catalogue/served-components.ts'
import type { Finding } from './rule.ts'
import { runRules } from './run-rules.ts'
import type { Project } from './source/project.ts'
import { parseSource } from './source/source-file.ts'

const projectOf = (files: Readonly<Record<string, string>>): Project => ({
  files: new Map(
    Object.entries(files).map(([name, text]) => [`/p/${name}`, parseSource(`/p/${name}`, text)]),
  ),
  unreadable: [],
})

/** What is found in files that are only in memory. */
export const lintFiles = (files: Readonly<Record<string, string>>, off: readonly string[] = []) =>
  runRules({ served: undefined, project: projectOf(files), cwd: '/p', off: new Set(off) })

const placesOf = (findings: readonly Finding[], rule: string): string[] =>
  findings.filter(each => each.rule === rule).map(({ file, line }) => `${file}:${line}`)

/** The lines of a source in which a rule finds something. */
export const linesOf = (rule: string, source: string, name = 'server.ts'): number[] =>
  placesOf(lintFiles({ [name]: source }), rule).map(place => Number(place.split(':')[1]))

/** `file:line` of what a rule finds in several files. */
export const placesIn = (rule: string, files: Readonly<Record<string, string>>): string[] =>
  placesOf(lintFiles(files), rule)

/** A tool that no rule finds anything about. */
export const fineTool = (change: Partial<ServedTool> = {}): ServedTool => ({
  kind: 'tool',
  name: 'find_orders',
  declaredAs: change.name ?? 'find_orders',
  description: 'Finds the orders of one customer, newest first',
  inputSchema: {
    type: 'object',
    properties: { customer: { type: 'string', maxLength: 40, description: 'Number of the customer' } },
  },
  annotations: {},
  isGuarded: false,
  lacksTasks: false,
  ...change,
})

export const withInput = (properties: Readonly<Record<string, unknown>>): ServedTool =>
  fineTool({ inputSchema: { type: 'object', properties } })

/** What a rule says of tools, and of other components. */
export const saidOf = (
  rule: string,
  tools: readonly ServedTool[],
  others: readonly ServedComponent[] = [],
  server = 'shop',
): string[] =>
  runRules({ served: { server, tools, others }, project: projectOf({}), cwd: '/p', off: new Set() })
    .filter(each => each.rule === rule)
    .map(({ message }) => message)
