import { lstatSync, readlinkSync } from 'node:fs'

/** Directories of the system beside `/usr`: links into it, or on older systems directories of their own. */
const BESIDE_USR = ['/bin', '/sbin', '/lib', '/lib32', '/lib64']

const besideUsr = (): string[] =>
  BESIDE_USR.flatMap(path => {
    try {
      return lstatSync(path).isSymbolicLink()
        ? ['--symlink', readlinkSync(path), path]
        : ['--ro-bind', path, path]
    } catch {
      return []
    }
  })

/**
 * The arguments of bubblewrap: namespaces of its own, the network among them, with nothing but `/usr` to read and a small
 * `/tmp` to write; no environment, no capabilities, no terminal; it ends with the server.
 */
export const sandboxArguments = (python: string, tmpBytes: number): string[] => [
  ...['--unshare-all', '--die-with-parent', '--new-session', '--clearenv', '--cap-drop', 'ALL'],
  ...['--hostname', 'sandbox', '--ro-bind', '/usr', '/usr', ...besideUsr()],
  ...['--proc', '/proc', '--dev', '/dev', '--size', String(tmpBytes), '--tmpfs', '/tmp', '--remount-ro', '/'],
  ...[
    '--chdir',
    '/tmp',
    '--setenv',
    'HOME',
    '/tmp',
    '--setenv',
    'PATH',
    '/usr/bin',
    '--setenv',
    'LANG',
    'C.UTF-8',
  ],
  // From the pipe with this number.
  ...['--seccomp', '4'],
  ...['--', python, '-I', '-B'],
]
