import type { LogEvent, Severity } from './types.ts'

/** A rule in short: what it looks for as Python, and the fields of an event in which it finds that. */
export type RuleOutline = [
  id: string,
  name: string,
  severity: Severity,
  logType: string,
  tag: string,
  condition: string,
  change: LogEvent,
]
