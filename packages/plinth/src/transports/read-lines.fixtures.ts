import { type Line, type LineOptions, lineSplitter } from './lines.ts'

/**
 * Reads a stream line by line. The stream is read no faster than the lines are taken, so a consumer that waits for
 * its writer slows the sender down.
 */
export async function* readLines(
  stream: AsyncIterable<Uint8Array>,
  options: LineOptions = {},
): AsyncGenerator<Line, void, undefined> {
  const splitter = lineSplitter(options)
  for await (const chunk of stream) yield* splitter.push(chunk)
  yield* splitter.end()
}
