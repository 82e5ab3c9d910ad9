import { expect, it } from 'vitest'
import { readEvents } from './sse.ts'

const streamOf = (...chunks: string[]): ReadableStream<Uint8Array<ArrayBuffer>> =>
  new ReadableStream({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(new TextEncoder().encode(chunk))
      controller.close()
    },
  })

const all = async <T>(items: AsyncIterable<T>): Promise<T[]> => {
  const list: T[] = []
  for await (const item of items) list.push(item)
  return list
}

it('reads events, however they are cut into pieces, and hears of every piece', async () => {
  let heard = 0
  const stream = streamOf(
    'retry: 5000\n\n: alive\n\nid: 1\nevent: log\nda',
    'ta: {"a":1}\n',
    '\ndata: x\r\ndata: y\r\n\r\n',
  )
  const events = await all(readEvents(stream, () => heard++))
  expect(events).toEqual([
    { type: 'log', data: '{"a":1}' },
    { type: 'message', data: 'x\ny' },
  ])
  expect(heard).toBe(3)
})

it('leaves out an event that was not finished', async () => {
  expect(await all(readEvents(streamOf('data: whole\n\ndata: ha', 'lf\n')))).toEqual([
    { type: 'message', data: 'whole' },
  ])
})
