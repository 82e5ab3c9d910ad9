import { execFileSync } from 'node:child_process'
import { linkSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SafetyError } from '../refusal.ts'
import { canHold } from './place.ts'
import type { SafeFilesOptions } from './roots.ts'
import { createSafeFiles, type SafeFiles } from './safe-files.ts'

/** The rule that refused, the code of another error, or what was given. */
export const ruleOf = async (work: Promise<unknown>): Promise<string> =>
  work.then(
    value => `gave ${JSON.stringify(value)}`,
    (error: unknown) =>
      error instanceof SafetyError ? error.rule : String((error as { code?: string }).code),
  )

/** A directory with files of all kinds, one beside it that must not be reached, and how to open the first. */
export const makeTree = async () => {
  const top = mkdtempSync(join(tmpdir(), 'safe-files-'))
  const root = join(top, 'root')
  const outside = join(top, 'outside')
  const at = (...names: string[]) => join(root, ...names)
  for (const directory of [root, outside, at('notes'), at('notes', 'old'), at('.git'), at('write')])
    mkdirSync(directory)
  writeFileSync(join(outside, 'secret.txt'), 'SECRET')
  writeFileSync(at('notes', 'a.txt'), 'one\ntwo\r\nthree\n')
  writeFileSync(at('notes', 'b.md'), 'ä')
  writeFileSync(at('notes', 'old', 'c.txt'), 'c')
  writeFileSync(at('notes', '..two-dots'), 'x')
  writeFileSync(at('notes', '%2e%2e'), 'percent')
  writeFileSync(at('bytes.bin'), Buffer.from([0xff, 0xfe, 1, 2, 3]))
  writeFileSync(at('big.txt'), 'x'.repeat(2_000))
  writeFileSync(at('.env'), 'KEY=SECRET')
  writeFileSync(at('.git', 'config'), 'SECRET')
  symlinkSync(join(outside, 'secret.txt'), at('link-file'))
  symlinkSync(outside, at('link-directory'))
  symlinkSync('../outside', at('link-relative'))
  symlinkSync('notes/a.txt', at('link-inside'))
  symlinkSync('notes', at('link-directory-inside'))
  symlinkSync('/etc/passwd', at('notes', 'passwd'))
  symlinkSync('/proc/self/environ', at('environ'))
  symlinkSync('loop', at('loop'))
  symlinkSync('nowhere', at('dangling'))
  linkSync(join(outside, 'secret.txt'), at('hard'))
  if (process.platform !== 'win32') execFileSync('mkfifo', [at('pipe')])
  const socket = createServer()
  await new Promise<void>(resolve => socket.listen(at('socket'), resolve))

  const opened: SafeFiles[] = []
  return {
    top,
    root,
    outside,
    at,
    open(options: Partial<SafeFilesOptions> = {}, hold = canHold) {
      const files = createSafeFiles({ roots: root, maxBytes: 1_000, ...options }, hold)
      opened.push(files)
      return files
    },
    remove() {
      for (const files of opened) files.close()
      socket.close()
      rmSync(top, { recursive: true })
    },
  }
}
