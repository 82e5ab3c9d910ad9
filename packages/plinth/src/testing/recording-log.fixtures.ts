import type { LogFields, Logger, LogLevel } from '../logger.ts'

export interface RecordedLine {
  readonly level: LogLevel
  readonly event: string
  readonly fields: LogFields
}

/** A log that a test can read. */
export const recordingLog = (
  lines: RecordedLine[] = [],
  bound: LogFields = {},
): Logger & { readonly lines: readonly RecordedLine[] } => {
  const at =
    (level: LogLevel) =>
    (event: string, fields: LogFields = {}) =>
      void lines.push({ level, event, fields: { ...bound, ...fields } })
  return {
    debug: at('debug'),
    info: at('info'),
    warning: at('warning'),
    error: at('error'),
    critical: at('critical'),
    child: fields => recordingLog(lines, { ...bound, ...fields }),
    lines,
  }
}
