import { oneLine } from '../printable.ts'

const KEPT = 8_192
const SHOWN = 300

/** What a line of the log says, or the line itself. */
const wordsOf = (line: string): string => {
  try {
    const { message } = JSON.parse(line)
    return typeof message === 'string' ? message : line
  } catch {
    return line
  }
}

/** Keeps the end of what a server wrote to stderr, to say why it did not start. */
export const lastWords = () => {
  let text = ''
  return {
    hear(said: string): void {
      text = (text + said).slice(-KEPT)
    },
    forget(): void {
      text = ''
    },
    /** The line that looks like the error, or nothing. */
    error(): string {
      const lines = text.split('\n').filter(line => line.trim() !== '' && !/^\s*at /.test(line))
      const refused = lines.findLast(line => line.includes('"event":"server.start_failed"'))
      const named = lines.findLast(line => /^\s*(Uncaught )?[A-Z]\w*Error\b/.test(line))
      const found = refused ?? named ?? lines.find(line => /\berror: /i.test(line)) ?? lines.at(-1) ?? ''
      return oneLine(wordsOf(found)).slice(0, SHOWN)
    },
  }
}
