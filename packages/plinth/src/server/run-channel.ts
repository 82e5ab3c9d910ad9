import { channel } from 'node:diagnostics_channel'
import type { ShownConfig } from '../operate/rest/deps.ts'

/** Told to whoever listens in this process when a server begins to run: `plinth run` learns so that a file ran its own. */
export interface RunStarted {
  /** The configuration as operators see it, without secrets: told once more when it is known. */
  readonly configuration?: () => ShownConfig
}

const NAME = 'plinth.run'

/** A channel is the process's, so that it is one for every copy of this package. */
export const runChannel = channel(NAME)

/** Tells that a server begins to run, and later with which configuration. */
export const tellRun = (started: RunStarted): void => {
  if (runChannel.hasSubscribers) runChannel.publish(started)
}
