import type { Program } from './sandbox.ts'

/** What a program, and everything it starts, may use. */
export interface ResourceLimits {
  /** Seconds of processor time for each process. */
  readonly cpuSec: number
  /** Megabytes (2^20 bytes) of address space for each process. */
  readonly memoryMb: number
  /** Open files for each process. */
  readonly openFiles: number
}

/** How limits are put on a program: by `prlimit` of util-linux, or by a POSIX shell. */
export type LimitWrapper =
  | { readonly kind: 'prlimit'; readonly file: string }
  /** Without `addressSpace` memory is not limited: macOS cannot. */
  | { readonly kind: 'sh'; readonly file: string; readonly addressSpace: boolean }

/**
 * Puts a program behind a wrapper that sets its limits and then becomes it. The soft limit of processor time is one
 * second below the hard one, so that a program that uses it up ends by SIGXCPU and not by an unexplained SIGKILL. No
 * core files are written. The arguments go through as they are: the shell only sees them as `"$@"`.
 */
export const limited = (program: Program, limits: ResourceLimits, wrapper: LimitWrapper): Program => {
  const { cpuSec, memoryMb, openFiles } = limits
  const command = [program.file, ...program.args]
  if (wrapper.kind === 'prlimit')
    return {
      file: wrapper.file,
      args: [
        `--cpu=${cpuSec}:${cpuSec + 1}`,
        `--as=${memoryMb * 1024 * 1024}`,
        `--nofile=${openFiles}`,
        '--core=0',
        '--',
        ...command,
      ],
    }
  const memory = wrapper.addressSpace ? [`ulimit -v ${memoryMb * 1024}`] : []
  const steps = [
    `ulimit -S -t ${cpuSec}`,
    `ulimit -H -t ${cpuSec + 1}`,
    ...memory,
    `ulimit -n ${openFiles}`,
    'ulimit -c 0',
    'exec "$@"',
  ]
  return { file: wrapper.file, args: ['-c', steps.join(' && '), 'sh', ...command] }
}
