/** What to run: an absolute path and its arguments. */
export interface Program {
  readonly file: string
  readonly args: readonly string[]
}

/**
 * Whether programs run inside of bubblewrap. `when-present`: where it is installed and works; `required`: nothing runs
 * without it.
 */
export type SandboxMode = 'off' | 'when-present' | 'required'

const ISOLATION = [
  '--ro-bind',
  '/',
  '/',
  '--dev',
  '/dev',
  '--proc',
  '/proc',
  '--tmpfs',
  '/tmp',
  '--unshare-pid',
  '--unshare-ipc',
  '--unshare-uts',
  '--die-with-parent',
]

/**
 * Puts a program into a bubblewrap sandbox: its own processes only, read-only files, an empty `/tmp`. The network stays
 * as it is. When the sandbox ends everything in it ends, also what has left the process group.
 *
 * @param bwrap the absolute path of bubblewrap
 */
export const sandboxed = (program: Program, bwrap: string): Program => ({
  file: bwrap,
  args: [...ISOLATION, '--', program.file, ...program.args],
})
