import { tracingChannel } from 'node:diagnostics_channel'
import type { RunResult } from './run-process.ts'

/** A program that is being run; once it has ended, also how. */
export interface ProcessRun {
  readonly command: string
  readonly result?: RunResult
  readonly error?: unknown
}

/** Tells those who listen, tracing above all, of each program that a tool runs. Costs nothing while nobody does. */
export const processChannel = tracingChannel<unknown, ProcessRun>('plinth:process')
