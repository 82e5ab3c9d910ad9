import { PassThrough } from 'node:stream'
import type { Input, Output } from '../io.ts'

/** Both ends of a terminal, at which a test types. */
export const fakeTerminal = () => {
  let shown = ''
  const stdin = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => {} })
  const output = (): Output =>
    Object.assign(
      new PassThrough().on('data', chunk => {
        shown += chunk
      }),
      { isTTY: true, columns: 80, rows: 24 },
    )
  const stderr = output()
  const stdout = output()
  return {
    stdin: stdin as Input,
    stdout,
    stderr,
    shown: () => shown,
    /** Types once something is shown. */
    async type(after: string, keys: string) {
      while (!shown.includes(after)) await new Promise(resolve => setTimeout(resolve, 10))
      stdin.write(keys)
    },
  }
}
