import { closeSync, openSync } from 'node:fs'
import process from 'node:process'

const hasTerminal = (): boolean => {
  try {
    closeSync(openSync('/dev/tty', 'r'))
    return true
  } catch {
    return false
  }
}

export interface Hangup {
  /** Asked for by whoever sent the signal. */
  readonly reload: () => void
  /** The terminal in which the server was started is closed. */
  readonly stop: () => void
}

/**
 * Listens for SIGHUP, which operators send for a configuration to be read again, and the system when a terminal is
 * closed. On Windows it only ever means the latter, and ends the process.
 */
export const onHangup = ({ reload, stop }: Hangup): void => {
  if (process.platform === 'win32') return
  const startedInTerminal = hasTerminal()
  process.on('SIGHUP', () => (startedInTerminal && !hasTerminal() ? stop() : reload()))
}
