import type { Config } from '../config/index.ts'
import type { Logger } from '../logger.ts'
import { auditFile } from '../middleware/audit-file.ts'
import { auditTrail } from '../middleware/audit-trail.ts'
import type { Shutdown } from '../operate/shutdown.ts'
import { isPassing } from './passing.ts'
import type { Runtime } from './runtime.ts'

/**
 * Keeps the audit trail that the configuration asks for: around every request, and of what concerns security.
 *
 * @throws Error when its file cannot be opened
 */
export const startAudit = (runtime: Runtime, { audit }: Config, log: Logger, shutdown: Shutdown): void => {
  if (audit.file === undefined) return
  if (isPassing()) {
    const message = 'This server was started for one command: the audit trail is not kept'
    log.info('audit.passing', { message })
    return
  }
  const { fileMaxBytes, fileBackups, sync, payloads, required } = audit
  const sink = auditFile(audit.file, { maxBytes: fileMaxBytes, backups: fileBackups, sync })
  const trail = auditTrail({ sink, payloads, required, log, clock: runtime.host.clock })
  runtime.watch(trail)
  trail.watch(runtime.events)
  shutdown.register('resources', 'audit', () => trail.close())
}
