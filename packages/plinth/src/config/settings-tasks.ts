import { int, number, optionalText, redisUrl, secrets, text } from './kinds.ts'

const KIB = 1024
const MIB = 1024 * KIB
const GIB = 1024 * MIB
const HOUR_SEC = 3_600
const DAY_SEC = 24 * HOUR_SEC

/** Work that outlives its request: where it is kept, and how it is carried out. */
export const taskSettings = {
  tasks: {
    file: optionalText({ description: 'File that keeps tasks, for one process (SQLite)' }),
    redisUrl: redisUrl({ description: 'Redis or Valkey that keeps tasks, for several processes' }),
    redisPrefix: text({
      default: '{plinth-tasks}:',
      description: 'What keys of tasks begin with in Redis; in braces, so that a cluster keeps them together',
    }),
    keys: secrets({
      minLength: 16,
      description: 'Secrets that encrypt what is kept of tasks, the newest first; others only decrypt',
    }),
    concurrency: int({ default: 4, range: [1, 1000], description: 'Tasks that this process runs at once' }),
    fromSec: number({
      default: 30,
      range: [0.1, DAY_SEC],
      description: 'Expected duration from which calls become tasks of a tool that does not say, in seconds',
    }),
    ttlSec: number({
      default: DAY_SEC,
      range: [60, 30 * DAY_SEC],
      description: 'How long a task is kept that has not ended, in seconds',
    }),
    keepSec: number({
      default: HOUR_SEC,
      range: [1, 30 * DAY_SEC],
      description: 'How long a task is kept at least once it has ended, in seconds',
    }),
    timeoutSec: number({
      default: HOUR_SEC,
      range: [1, DAY_SEC],
      description: 'Time that one run of a task may take where its tool does not say, in seconds',
    }),
    pollIntervalSec: number({
      default: 1,
      range: [0.1, 300],
      description: 'How often clients should ask after a task, in seconds',
    }),
    leaseSec: number({
      default: 15,
      range: [1, 600],
      description: 'After what silence a process that runs tasks counts as dead, in seconds',
    }),
    maxAttempts: int({
      default: 3,
      range: [1, 100],
      description: 'How often a task is begun whose worker dies, where its tool may be repeated',
    }),
    maxPerPrincipal: int({
      default: 100,
      range: [1, 100_000],
      description: 'Tasks of one principal that have not ended',
    }),
    max: int({ default: 100_000, range: [1, 10_000_000], description: 'Tasks that are kept in all' }),
    maxBytes: int({
      default: GIB,
      range: [MIB, 1024 * GIB],
      description: 'Room that tasks take in all, in bytes, beyond which none are taken any more',
    }),
    maxResultBytes: int({
      default: 10 * MIB,
      range: [KIB, GIB],
      description: 'Largest result of a task that is kept, in bytes',
    }),
  },
}
