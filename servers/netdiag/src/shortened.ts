import { isRecord } from './outcome.ts'

const SHOWN_OUTPUT = 2_048

/** A command's result with less of what the program printed: it is of little use beside what was read out of it. */
export function shortened(value: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { stdout, data } = value
  if (typeof stdout !== 'string' || stdout.length <= SHOWN_OUTPUT || !isRecord(data)) return value
  return { ...value, stdout: stdout.slice(0, SHOWN_OUTPUT).toWellFormed(), truncated_stdout: true }
}
