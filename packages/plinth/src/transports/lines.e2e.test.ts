import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterEach, expect, it } from 'vitest'
import { readLines } from './read-lines.fixtures.ts'

const program = fileURLToPath(new URL('./echo-lines.fixtures.ts', import.meta.url))
const started: ChildProcessWithoutNullStreams[] = []

afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL')
})

const start = () => {
  const child = spawn(process.execPath, [program], { stdio: ['pipe', 'pipe', 'pipe'] })
  started.push(child)
  return child
}
const answersOf = async (child: ChildProcessWithoutNullStreams): Promise<Record<string, unknown>[]> => {
  const answers: Record<string, unknown>[] = []
  for await (const line of readLines(child.stdout)) {
    if (line.kind === 'line') answers.push(JSON.parse(Buffer.from(line.bytes).toString()))
  }
  return answers
}
const ping = (id: number) => `{"jsonrpc":"2.0","id":${id},"method":"ping"}\n`

it('answers every kind of line, one of 32 MiB among them, in order and in bounded memory', async () => {
  const child = start()
  const answers = answersOf(child)
  child.stdin.write(`nonsense\n\n${ping(1)}`)
  child.stdin.write(Uint8Array.of(0x22, 0xff, 0x22, 0x0a))
  child.stdin.write(`\ufeff${ping(2)}`)
  const block = Buffer.alloc(1024 * 1024, 'x')
  for (let count = 0; count < 32; count++) if (!child.stdin.write(block)) await once(child.stdin, 'drain')
  child.stdin.write(`\n${'['.repeat(100_000)}\n${ping(3).replace('\n', '\r\n')}${ping(4).trimEnd()}`)
  child.stdin.end()
  const heard = await answers
  expect(heard.slice(0, -1).map(({ error, message }) => error ?? message)).toMatchObject([
    { code: -32_700 },
    { id: 1 },
    { code: -32_700, message: expect.stringMatching(/UTF-8/) },
    { code: -32_700, message: expect.stringMatching(/byte order mark/) },
    { code: -32_600, message: expect.stringMatching(/4194304 bytes/) },
    { code: -32_600, message: expect.stringMatching(/nested/) },
    { id: 3 },
    { id: 4 },
  ])
  expect(heard.at(-1)?.maxRssMiB).toBeLessThan(160)
})

it('reads no more from a client that does not read, and answers everything once it does', async () => {
  const child = start()
  const count = 200_000
  let written = 0
  const writing = (async () => {
    for (; written < count; written++) if (!child.stdin.write(ping(written))) await once(child.stdin, 'drain')
    child.stdin.end()
  })()
  await sleep(1500)
  const before = written
  expect(before).toBeLessThan(count)
  const heard = await answersOf(child)
  await writing
  const ids = heard.slice(0, -1).map(({ message }) => (message as { id: number }).id)
  expect(ids).toEqual(Array.from({ length: count }, (_, id) => id))
  expect(heard.at(-1)?.maxQueued).toBeLessThan(128 * 1024)
})
