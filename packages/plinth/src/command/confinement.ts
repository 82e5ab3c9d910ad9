import { type Clock, systemClock } from '../clock.ts'
import { ToolError } from '../define/errors.ts'
import { type LimitWrapper, limited, type ResourceLimits } from './limits.ts'
import type { ProgramFinder } from './program.ts'
import { runProcess, type Spawn } from './run-process.ts'
import { type Program, type SandboxMode, sandboxed } from './sandbox.ts'

/** A program behind everything that confines it. */
export interface ConfinedProgram {
  readonly program: Program
  readonly sandboxed: boolean
}

export interface Confinement {
  /** @throws ToolError when the limits, or a sandbox that is required, cannot be had on this machine */
  confine(program: Program, limits: ResourceLimits, sandbox: SandboxMode): Promise<ConfinedProgram>
}

const SHELL = '/bin/sh'
const PROBE_TIMEOUT_MS = 5_000
const PROBE_AGAIN_MS = 60_000

const impossible = (message: string, suggestion: string): ToolError =>
  new ToolError(message, { code: 'EXECUTION_ERROR', suggestion })

/** Finds out what this machine has to confine programs with: `prlimit` or a shell, and bubblewrap. */
export const confinement = (
  programs: ProgramFinder,
  clock: Clock = systemClock,
  spawn?: Spawn,
): Confinement => {
  let probe: { readonly works: Promise<boolean>; readonly until: number } | undefined

  const limitWrapper = async (): Promise<LimitWrapper> => {
    const prlimit = await programs.find('prlimit')
    if (prlimit) return { kind: 'prlimit', file: prlimit }
    const sh = await programs.find(SHELL)
    if (sh) return { kind: 'sh', file: sh, addressSpace: process.platform !== 'darwin' }
    throw impossible(
      'This server cannot limit what programs use',
      'Ask the operator to install prlimit (util-linux)',
    )
  }

  /** Being installed is not enough: containers often forbid what it needs. */
  const tryOut = async (bwrap: string): Promise<boolean> => {
    const { returncode } = await runProcess(sandboxed({ file: SHELL, args: ['-c', ':'] }, bwrap), {
      path: programs.path,
      timeoutMs: PROBE_TIMEOUT_MS,
      maxStdoutBytes: 1_024,
      maxStderrBytes: 1_024,
      clock,
      ...(spawn ? { spawn } : {}),
    })
    return returncode === 0
  }

  const workingSandbox = async (): Promise<string | undefined> => {
    const bwrap = await programs.find('bwrap')
    if (!bwrap) return undefined
    if (!probe || clock.now() >= probe.until)
      probe = { works: tryOut(bwrap).catch(() => false), until: clock.now() + PROBE_AGAIN_MS }
    return (await probe.works) ? bwrap : undefined
  }

  return {
    async confine(program, limits, sandbox) {
      const wrapper = await limitWrapper()
      const bwrap = sandbox === 'off' ? undefined : await workingSandbox()
      if (sandbox === 'required' && !bwrap)
        throw impossible(
          'This tool runs only in a sandbox, and this server has none that works',
          'Ask the operator to install bubblewrap, and to allow it to create namespaces',
        )
      const inner = bwrap ? sandboxed(program, bwrap) : program
      return { program: limited(inner, limits, wrapper), sandboxed: bwrap !== undefined }
    },
  }
}
