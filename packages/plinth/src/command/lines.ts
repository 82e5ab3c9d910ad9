import { StringDecoder } from 'node:string_decoder'

/** Cuts a stream into lines. */
export interface LineSplitter {
  write(chunk: Buffer): void
  /** Hands out what stands behind the last line break. */
  end(): void
}

const MAX_LINE = 8_192

/** Calls `onLine` for each line, without its line break. A line beyond 8192 characters comes in pieces. */
export const lineSplitter = (onLine: (line: string) => void): LineSplitter => {
  const decoder = new StringDecoder('utf8')
  let pending = ''

  const emit = (line: string): void => {
    const text = line.endsWith('\r') ? line.slice(0, -1) : line
    for (let start = 0; start === 0 || start < text.length; start += MAX_LINE)
      onLine(text.slice(start, start + MAX_LINE))
  }
  const feed = (text: string): void => {
    const lines = (pending + text).split('\n')
    pending = lines.pop() ?? ''
    for (const line of lines) emit(line)
    if (pending.length <= MAX_LINE) return
    emit(pending)
    pending = ''
  }
  return {
    write: chunk => feed(decoder.write(chunk)),
    end() {
      feed(decoder.end())
      if (pending !== '') emit(pending)
      pending = ''
    },
  }
}
