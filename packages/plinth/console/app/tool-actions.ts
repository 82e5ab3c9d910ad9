import { ask, messageOf } from './api.ts'
import { announcement, refreshTools, tools } from './state.ts'
import type { Tool } from './types.ts'

const change = async (path: string, body: unknown, done: string): Promise<void> => {
  try {
    const changed = await ask<Tool>('POST', path, body)
    tools.value = tools.value.map(tool => (tool.name === changed.name ? changed : tool))
    announcement.value = done
  } catch (error) {
    announcement.value = `That did not work: ${messageOf(error)}`
    await refreshTools().catch(() => {})
  }
}

const pathOf = ({ name }: Tool, action: string): string => `/tools/${encodeURIComponent(name)}/${action}`

export const switchTool = (tool: Tool, enabled: boolean): Promise<void> =>
  change(
    pathOf(tool, enabled ? 'enable' : 'disable'),
    undefined,
    `${tool.name} is ${enabled ? 'enabled' : 'disabled'}`,
  )

export const HOLDS = ['auto', 'open', 'closed'] as const

export type Hold = (typeof HOLDS)[number]

export const holdBreaker = (tool: Tool, state: Hold): Promise<void> =>
  change(
    pathOf(tool, 'breaker'),
    { state },
    state === 'auto'
      ? `The breaker of ${tool.name} works on its own`
      : `The breaker of ${tool.name} is held ${state}`,
  )

/** What holds the breaker: an operator, or nobody. */
export const holdOf = ({ breaker, breaker_held }: Tool): Hold =>
  breaker_held && breaker !== undefined && breaker !== 'half_open' ? breaker : 'auto'
