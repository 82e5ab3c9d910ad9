import { policyOf } from '../define/task.ts'
import type { ServedTool } from './served-tools.ts'
import type { ToolBreaker } from './tool-checks.ts'

export interface ToolReportOptions {
  /** From which expected duration calls may become tasks; undefined where there are none. */
  readonly fromMs?: number | undefined
  readonly breakers: readonly ToolBreaker[]
  /** Told when a tool's own facts cannot be had. */
  readonly onError: (tool: string, error: unknown) => void
}

const infoOf = ({ name, entry }: ServedTool, onError: ToolReportOptions['onError']) => {
  const { info } = entry.definition.options
  try {
    return info && JSON.parse(JSON.stringify(info()))
  } catch (error) {
    onError(name, error)
    return undefined
  }
}

/** A tool as operators see it. */
export const toolReport = async (tool: ServedTool, { breakers, onError, fromMs }: ToolReportOptions) => {
  const { name, enabled, entry, controls } = tool
  const { input, options } = entry.definition
  const breaker = breakers.find(each => each.tool === name)
  return {
    name,
    title: options.title,
    description: options.description,
    version: options.version,
    enabled,
    tags: [...entry.info.tags],
    aliases: options.aliases,
    annotations: options.annotations,
    input_schema: input.json,
    timeout_sec: options.timeoutMs === undefined ? undefined : options.timeoutMs / 1_000,
    expected_sec: options.expectedMs === undefined ? undefined : options.expectedMs / 1_000,
    task: policyOf(options, fromMs).support,
    breaker: breaker?.state,
    breaker_held: breaker?.held,
    ...(controls && {
      command: controls.command,
      installed: await controls.available(),
      active: controls.bulkhead.active,
      waiting: controls.bulkhead.waiting,
    }),
    info: infoOf(tool, onError),
  }
}
