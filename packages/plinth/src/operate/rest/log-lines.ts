import type { LogLevel } from '../../logger.ts'

/** Where log lines can be heard, each as JSON without secrets. */
export interface LogLines {
  /** @returns a function that ends the subscription */
  subscribe(listener: (line: string) => void): () => void
}

/** From the least to the worst. */
export const LOG_LEVELS = [
  'debug',
  'info',
  'warning',
  'error',
  'critical',
] as const satisfies readonly LogLevel[]

export const isLogLevel = (text: string): text is LogLevel => (LOG_LEVELS as readonly string[]).includes(text)

/** Whether a line is as bad as `least`; a line begins with its level, so that nothing has to be parsed. */
export const isAtLeast = (least: LogLevel, line: string): boolean => {
  const [, level = ''] = /^\{"level":"(\w+)"/.exec(line) ?? []
  return !isLogLevel(level) || LOG_LEVELS.indexOf(level) >= LOG_LEVELS.indexOf(least)
}
