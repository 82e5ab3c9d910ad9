import { lineSplitter } from '../../transports/lines.ts'
import type { Input } from '../io.ts'

const MAX_BYTES = 64 * 1024 * 1024

/** Hands on each line of a stream: the protocol's lines end in a line feed and in nothing else. */
export const onLines = (input: Input, onLine: (line: string) => void): Promise<void> => {
  const splitter = lineSplitter({ maxBytes: MAX_BYTES })
  const ended = Promise.withResolvers<void>()
  const take = (lines: ReturnType<typeof splitter.push>) => {
    for (const line of lines) if (line.kind === 'line') onLine(Buffer.from(line.bytes).toString('utf8'))
  }
  input.on('data', (chunk: Buffer) => take(splitter.push(chunk)))
  input.once('close', ended.resolve).once('end', () => {
    take(splitter.end())
    ended.resolve()
  })
  return ended.promise
}
