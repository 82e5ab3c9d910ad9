/** One event of an event stream. */
export interface StreamEvent {
  readonly type: string
  readonly data: string
}

const eventIn = (block: string): StreamEvent | undefined => {
  let type = 'message'
  const data: string[] = []
  for (const line of block.split('\n')) {
    const [, field = '', value = ''] = /^([^:]*):? ?(.*)$/.exec(line) ?? []
    if (field === 'event') type = value
    if (field === 'data') data.push(value)
  }
  return data.length === 0 ? undefined : { type, data: data.join('\n') }
}

/**
 * Reads an event stream (HTML, "Server-sent events"); `EventSource` cannot send a credential.
 *
 * @param heard told of everything that arrives, also of comments that only say that the stream is alive
 */
export async function* readEvents(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
  heard: () => void = () => {},
): AsyncGenerator<StreamEvent> {
  let rest = ''
  for await (const chunk of body.pipeThrough(new TextDecoderStream())) {
    heard()
    const blocks = `${rest}${chunk}`.replaceAll(/\r\n?/g, '\n').split('\n\n')
    rest = blocks.pop() ?? ''
    for (const block of blocks) {
      const event = eventIn(block)
      if (event) yield event
    }
  }
}
