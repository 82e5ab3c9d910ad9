import type { Logger } from '../logger.ts'

/** Tells the log once when something outside stops to take what it is sent, and once when it takes it again. */
export interface Outage {
  worked(): void
  failed(error: unknown): void
}

/**
 * @param what of the lines, as in `push.failed` and `push.restored`
 * @param meanwhile what follows from it. Default: what it is sent is lost
 */
export const outage = (
  log: Logger,
  what: string,
  subject: string,
  meanwhile = 'what it is sent is lost',
): Outage => {
  let down = false
  return {
    worked() {
      if (down) log.info(`${what}.restored`, { message: `${subject} works again` })
      down = false
    },
    failed(error) {
      if (!down) log.warning(`${what}.failed`, { message: `${subject} fails; ${meanwhile}`, error })
      down = true
    },
  }
}
