import type { Tool } from '@modelcontextprotocol/client'
import type { JsonSchema } from '../call/json-schema.ts'
import { oneLine } from '../printable.ts'
import type { Styles } from '../style.ts'
import { table } from '../table.ts'
import { describeMembers } from './describe-schema.ts'
import type { Report } from './report.ts'

/** About as many bytes make a token of English and JSON. */
const BYTES_PER_TOKEN = 4

const cost = (bytes: number): string => `${bytes} bytes, about ${Math.ceil(bytes / BYTES_PER_TOKEN)} tokens`

const HINTS = [
  ['readOnlyHint', 'reads only'],
  ['destructiveHint', 'may destroy'],
  ['idempotentHint', 'may be repeated'],
  ['openWorldHint', 'reaches outside'],
] as const

const hintsOf = ({ annotations = {} }: Tool): string =>
  HINTS.filter(([name]) => annotations[name] === true)
    .map(([, words]) => words)
    .join(', ')

const showTool = (tool: Tool, bytes: number, styles: Styles, width: number | undefined): string => {
  const rows = describeMembers(tool.inputSchema as JsonSchema).map(([name = '', ...more]) => [
    `  ${styles.cyan(name)}`,
    ...more,
  ])
  const returned = tool.outputSchema ? describeMembers(tool.outputSchema as JsonSchema) : []
  const hints = hintsOf(tool)
  return [
    `${styles.bold(oneLine(tool.name))}  ${styles.dim(cost(bytes))}`,
    `  ${oneLine(tool.description ?? 'no description')}`,
    ...(hints === '' ? [] : [`  ${styles.yellow(hints)}`]),
    ...(rows.length === 0 ? [] : [table(rows, width)]),
    ...(returned.length === 0
      ? []
      : [
          `  returns ${returned.map(([name, kind = '']) => `${name}: ${kind.replace(/, (required|optional)$/, '')}`).join(', ')}`,
        ]),
  ].join('\n')
}

const canDo = (capabilities: Report['capabilities']): string =>
  Object.entries(capabilities)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => {
      const more = Object.entries((value ?? {}) as Record<string, unknown>).flatMap(([key, on]) =>
        on === false ? [] : [key],
      )
      return more.length > 0 ? `${name} (${more.sort().join(', ')})` : name
    })
    .map(oneLine)
    .join(', ')

/** A report for people. */
export const showReport = (report: Report, styles: Styles, width: number | undefined): string => {
  const { server, revisions, protocolVersion, capabilities, instructions, tools, sizes } = report
  const named = (title: string, names: readonly string[]) =>
    names.length > 0 ? [[title, names.map(oneLine).join(', ')]] : []
  const about = [
    ...named(
      'About',
      [server.title, server.description].filter(each => each !== undefined),
    ),
    ['Speaks', `${revisions.join(', ')} (asked in ${protocolVersion})`],
    ['Can', canDo(capabilities)],
    ...named('Instructions', instructions === undefined ? [] : [instructions]),
    ['Tools', tools.length === 0 ? 'none' : `${tools.length}: ${cost(sizes.tools)}`],
    ...named(
      'Resources',
      report.resources.map(({ uri }) => uri),
    ),
    ...named(
      'Templates',
      report.resourceTemplates.map(({ uriTemplate }) => uriTemplate),
    ),
    ...named(
      'Prompts',
      report.prompts.map(({ name }) => name),
    ),
  ]
  return [
    `${styles.bold(oneLine(server.name))} ${oneLine(server.version)}`,
    table(
      about.map(([title = '', ...words]) => [`  ${styles.dim(title)}`, ...words]),
      width,
    ),
    ...tools.map(tool => `\n${showTool(tool, sizes.byTool[tool.name] ?? 0, styles, width)}`),
    '',
  ].join('\n')
}
