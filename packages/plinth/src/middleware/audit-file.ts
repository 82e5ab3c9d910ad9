import { appendFile, explainFileError } from '../append-file.ts'
import type { AuditSink } from './audit-sink.ts'
import { requireWhole } from './whole-number.ts'

/** How `auditFile` writes, and how much it keeps. */
export interface AuditFileOptions {
  /** Bytes beyond which the file is put aside as `path.1` and begun anew. Default 10 MiB. */
  readonly maxBytes?: number
  /** How many files are kept aside, up to `path.<backups>`; the oldest goes. Default 5. */
  readonly backups?: number
  /** Whether records are on the disk before the call goes on, and survive a loss of power. Default false. */
  readonly sync?: boolean
}

/**
 * Keeps an audit trail in a file, a JSON object on each line, readable by its owner only (mode 0600). Only one process
 * may write it. What is put aside goes when there are `backups` newer ones: ship it before.
 *
 * @throws Error when it cannot be opened, with what to do
 * @throws RangeError when an option is out of range
 * @example
 * server.use(auditTrail({ sink: auditFile('audit.jsonl', { sync: true }) }))
 */
export const auditFile = (path: string, options: AuditFileOptions = {}): AuditSink => {
  const { maxBytes = 10 * 1024 * 1024, backups = 5, sync = false } = options
  requireWhole('auditFile', 'maxBytes', maxBytes)
  requireWhole('auditFile', 'backups', backups, 0)
  const file = appendFile({ path, maxBytes, backups, sync })
  const explained = (work: () => void): void => {
    try {
      work()
    } catch (error) {
      throw explainFileError('The audit file', path, error)
    }
  }
  explained(() => file.open())
  return {
    write: entries => explained(() => file.append(entries.map(({ json }) => `${json}\n`))),
    close: () => file.close(),
  }
}
