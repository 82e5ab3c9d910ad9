import { batch, computed, signal } from '@preact/signals'
import { ask } from './api.ts'
import type { Health, LogLine, MetricsReport, OperationEvent, Server, Tool, TrafficPoint } from './types.ts'

/** Something that happened, with what tells it from all else. */
export interface Kept<T> {
  readonly key: string
  readonly value: T
}

const KEPT = 500
const POINTS = 120

export const server = signal<Server | undefined>(undefined)
export const tools = signal<readonly Tool[]>([])
export const health = signal<Health | undefined>(undefined)
export const metrics = signal<MetricsReport | undefined>(undefined)
export const traffic = signal<readonly TrafficPoint[]>([])
export const activity = signal<readonly Kept<OperationEvent>[]>([])
export const logLines = signal<readonly Kept<LogLine>[]>([])
/** Events that were left out because this page read too slowly. */
export const dropped = signal(0)

/** What was said last of what this page did, for a while; it is read out too. */
export const announcement = signal('')

/** The last failures of each tool, the newest first. */
export const failures = computed(() => {
  const byTool = new Map<string, Extract<OperationEvent, { type: 'tool.end' }>[]>()
  for (const { value } of activity.value) {
    if (value.type !== 'tool.end' || !['error', 'timeout', 'refused'].includes(value.status)) continue
    byTool.set(value.tool, [...(byTool.get(value.tool) ?? []), value])
  }
  return byTool
})

/** Keeps what is new, the newest first; a stream that begins anew repeats what is known. */
const withNew = <T>(all: readonly Kept<T>[], key: string): readonly Kept<T>[] => {
  if (all.some(each => each.key === key)) return all
  return [{ key, value: JSON.parse(key) }, ...all].slice(0, KEPT)
}

const withPoints = (points: readonly TrafficPoint[]): readonly TrafficPoint[] => {
  const byTime = new Map([...traffic.value, ...points].map(point => [point.at, point]))
  return [...byTime.values()].sort((a, b) => a.at - b.at).slice(-POINTS)
}

export const refreshTools = async (): Promise<void> => {
  const answer = await ask<{ tools: readonly Tool[] }>('GET', '/tools')
  tools.value = answer.tools.toSorted((a, b) => a.name.localeCompare(b.name))
}

export const refresh = async (): Promise<void> => {
  const [about] = await Promise.all([ask<Server>('GET', '/'), refreshTools()])
  server.value = about
}

const take = (type: string, data: string): void => {
  switch (type) {
    case 'health':
      health.value = JSON.parse(data)
      break
    case 'metrics':
      metrics.value = JSON.parse(data)
      break
    case 'traffic':
      traffic.value = withPoints(JSON.parse(data).points)
      break
    case 'log':
      logLines.value = withNew(logLines.value, data)
      break
    case 'dropped':
      dropped.value += JSON.parse(data).count
      break
    default:
      activity.value = withNew(activity.value, data)
  }
}

const FLUSH_MS = 50

let waiting: (readonly [type: string, data: string])[] = []

/** Takes what the event stream says: what comes at one time is shown at one time. */
export const receive = (type: string, data: string): void => {
  if (waiting.push([type, data]) > 1) return
  setTimeout(() => {
    const all = waiting
    waiting = []
    batch(() => {
      for (const each of all) take(...each)
    })
  }, FLUSH_MS)
}

/** Forgets everything: somebody else may sit there next. */
export const forget = (): void => {
  waiting = []
  server.value = undefined
  tools.value = []
  health.value = undefined
  metrics.value = undefined
  traffic.value = []
  activity.value = []
  logLines.value = []
  dropped.value = 0
}
