import { createSocket } from 'node:dgram'
import { once } from 'node:events'

/** A record as bytes: its type number and its data. */
export interface TestRecord {
  readonly type: number
  readonly data: Buffer
}

/** What the server answers to a question: records, a response code, or nothing at all. */
export type TestAnswer = readonly TestRecord[] | { readonly rcode: number } | 'silence'

export interface TestDnsServer {
  readonly port: number
  /** `name type` of each question, in order. */
  readonly questions: string[]
  close(): Promise<void>
}

/** Writes a name in the form of the wire. */
export const wireName = (name: string): Buffer =>
  Buffer.concat([
    ...name.split('.').map(label => Buffer.concat([Buffer.of(label.length), Buffer.from(label)])),
    Buffer.of(0),
  ])

/** Writes numbers of two bytes each, most significant byte first. */
export const words = (...numbers: readonly number[]): Buffer =>
  Buffer.concat(numbers.map(number => Buffer.of(number >> 8, number & 0xff)))

const TTL = Buffer.of(0, 0, 0, 60)

function readQuestion(message: Buffer): {
  readonly name: string
  readonly type: number
  readonly end: number
} {
  const labels: string[] = []
  let at = 12
  for (let length = message[at] ?? 0; length > 0; length = message[at] ?? 0) {
    labels.push(message.toString('latin1', at + 1, at + 1 + length))
    at += 1 + length
  }
  return { name: labels.join('.'), type: message.readUInt16BE(at + 1), end: at + 5 }
}

function reply(message: Buffer, end: number, answer: Exclude<TestAnswer, 'silence'>): Buffer {
  const records = Array.isArray(answer) ? answer : []
  const rcode = 'rcode' in answer ? answer.rcode : 0
  const header = Buffer.concat([message.subarray(0, 2), words(0x8580 | rcode, 1, records.length, 0, 0)])
  const sections = records.map(({ type, data }: TestRecord) =>
    Buffer.concat([words(0xc00c, type, 1), TTL, words(data.length), data]),
  )
  return Buffer.concat([header, message.subarray(12, end), ...sections])
}

/** A name server on a free UDP port of the loopback interface. */
export async function testDnsServer(
  answer: (name: string, type: number) => TestAnswer,
): Promise<TestDnsServer> {
  const socket = createSocket('udp4')
  const questions: string[] = []
  socket.on('message', (message, from) => {
    const { name, type, end } = readQuestion(message)
    questions.push(`${name} ${type}`)
    const given = answer(name.toLowerCase(), type)
    if (given !== 'silence') socket.send(reply(message, end, given), from.port, from.address)
  })
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  return {
    port: socket.address().port,
    questions,
    async close() {
      socket.close()
      await once(socket, 'close')
    },
  }
}
