import process from 'node:process'
import { fileURLToPath } from 'node:url'

/** From the sources as from any folder of `dist`, the program is two folders up. */
const PROGRAM = fileURLToPath(new URL('../../bin/plinth.mjs', import.meta.url))

/** The command line that starts this program again. */
export const ownProgram = (...args: readonly string[]): { command: string; args: string[] } => ({
  command: process.execPath,
  args: [PROGRAM, ...args],
})
