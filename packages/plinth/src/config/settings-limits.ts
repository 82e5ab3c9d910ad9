import { bool, int, number } from './kinds.ts'

const KIB = 1024
const MIB = 1024 * KIB

/** What calls may cost, and what they may not do at all. */
export const limitSettings = {
  security: {
    allowIntrusive: bool({
      default: false,
      description: 'Allows scans that are intrusive: vulnerability scripts, aggressive detection',
    }),
    allowPlaintextUpstreams: bool({
      default: false,
      description:
        'Allows http:// for services that are not on this machine: authorization servers, and in production all others',
    }),
  },
  errors: {
    masked: bool({ default: true, description: 'Hides unexpected errors from callers behind an error id' }),
  },
  command: {
    maxArgsLen: int({
      default: 2048,
      range: [1, 10_240],
      env: ['MCP_MAX_ARGS_LEN'],
      live: true,
      description: 'Length of the free arguments of a command, in bytes',
    }),
    maxStdoutBytes: int({
      default: MIB,
      range: [KIB, 10 * MIB],
      env: ['MCP_MAX_STDOUT_BYTES'],
      live: true,
      description: 'Output kept of a command, in bytes',
    }),
    maxStderrBytes: int({
      default: 256 * KIB,
      range: [KIB, 10 * MIB],
      env: ['MCP_MAX_STDERR_BYTES'],
      live: true,
      description: 'Error output kept of a command, in bytes',
    }),
    maxMemoryMb: int({
      default: 512,
      range: [16, 65_536],
      env: ['MCP_MAX_MEMORY_MB'],
      live: true,
      description: 'Address space of a command, in MiB',
    }),
    maxFileDescriptors: int({
      default: 256,
      range: [16, 65_536],
      env: ['MCP_MAX_FILE_DESCRIPTORS'],
      live: true,
      description: 'Files that a command may have open',
    }),
  },
  rateLimit: {
    requests: int({
      default: 60,
      range: [1, 1_000_000],
      description: 'Calls of one tool that one caller may make in the time of perSec',
    }),
    perSec: number({ default: 60, range: [1, 86_400], description: 'Time for those calls, in seconds' }),
    burst: int({ default: 10, range: [1, 1_000_000], description: 'Calls that one caller may make at once' }),
    maxClients: int({ default: 1000, range: [1, 1_000_000], description: 'Callers of whom count is kept' }),
  },
  breaker: {
    threshold: int({
      default: 5,
      range: [1, 100],
      description: 'Consecutive failures after which a tool is not called for a while',
    }),
    recoverySec: number({
      default: 60,
      range: [1, 600],
      description: 'Time until it is tried again, in seconds',
    }),
    growth: number({
      default: 1.5,
      range: [1, 10],
      description: 'Factor by which that time grows each time the trial fails',
    }),
    maxRecoverySec: number({
      default: 300,
      range: [1, 600],
      description: 'Time to which it grows, in seconds',
    }),
    jitter: number({ default: 0.1, range: [0, 1], description: 'Share by which that time varies at random' }),
    successesToClose: int({
      default: 1,
      range: [1, 10],
      description: 'Successful trials after which calls are let through again',
    }),
  },
}
