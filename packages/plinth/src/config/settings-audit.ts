import { bool, choice, int, optionalText } from './kinds.ts'

const KIB = 1024
const MIB = 1024 * KIB

/** What is recorded of who did what. */
export const auditSettings = {
  audit: {
    file: optionalText({ description: 'File to which the audit trail goes; without it, none is kept' }),
    fileMaxBytes: int({
      default: 10 * MIB,
      range: [KIB, 1024 * MIB],
      description: 'Size at which the audit file is put aside and begun anew, in bytes',
    }),
    fileBackups: int({
      default: 5,
      range: [0, 1000],
      description: 'Audit files kept aside; the oldest goes, so ship them before',
    }),
    sync: bool({
      default: false,
      description: 'Waits until each audit record is on the disk, and not only with the system',
    }),
    payloads: bool({ default: false, description: 'Records parameters of calls, secrets redacted' }),
    required: choice(['destructive', 'all', 'none'], {
      default: 'destructive',
      description:
        'Calls that do not run when they cannot be recorded: those of tools that may destroy, all, none',
    }),
  },
}
