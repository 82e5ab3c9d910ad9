import type { Tool } from '@modelcontextprotocol/client'
import { TASK_META_KEY } from '../../catalogue/entry.ts'
import type { JsonSchema } from '../call/json-schema.ts'
import { oneLine } from '../printable.ts'
import type { Styles } from '../style.ts'
import { table } from '../table.ts'
import { hasTasks } from '../tasks/task-requests.ts'
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

const taskHint = (tool: Tool, hasTasks: boolean): readonly string[] => {
  const task = tool._meta?.[TASK_META_KEY]
  if (task === 'required')
    return [hasTasks ? 'runs as a task' : 'runs only as a task, and this server has none']
  return task === 'optional' && hasTasks ? ['may become a task'] : []
}

const hintsOf = (tool: Tool, hasTasks: boolean): string => {
  const { annotations = {} } = tool
  const hints = HINTS.filter(([name]) => annotations[name] === true).map(([, words]) => words)
  return [...hints, ...taskHint(tool, hasTasks)].join(', ')
}

interface Showing {
  readonly styles: Styles
  readonly width: number | undefined
  readonly hasTasks: boolean
}

const showTool = (tool: Tool, bytes: number, { styles, width, hasTasks }: Showing): string => {
  const rows = describeMembers(tool.inputSchema as JsonSchema).map(([name = '', ...more]) => [
    `  ${styles.cyan(name)}`,
    ...more,
  ])
  const returned = tool.outputSchema ? describeMembers(tool.outputSchema as JsonSchema) : []
  const hints = hintsOf(tool, hasTasks)
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
  const showing = { styles, width, hasTasks: hasTasks(capabilities) }
  return [
    `${styles.bold(oneLine(server.name))} ${oneLine(server.version)}`,
    table(
      about.map(([title = '', ...words]) => [`  ${styles.dim(title)}`, ...words]),
      width,
    ),
    ...tools.map(tool => `\n${showTool(tool, sizes.byTool[tool.name] ?? 0, showing)}`),
    '',
  ].join('\n')
}
