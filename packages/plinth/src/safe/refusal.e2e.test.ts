import { tmpdir } from 'node:os'
import { afterAll, expect, it } from 'vitest'
import { z } from 'zod'
import type { OperationEvent } from '../events.ts'
import { Plinth } from '../plinth.ts'
import { connect } from '../testing/connect.ts'
import { codeExecutor, safeFetch, safeFiles } from './index.ts'

const input = z.object({ what: z.string() })
const fetch = safeFetch({ lookup: async () => [{ address: '10.20.30.40' }] })
const files = safeFiles({ roots: tmpdir() })
const executor = codeExecutor({ cpuMs: 50 })
const server = new Plinth({ name: 'effects' })
server.tool('fetch_url', { input }, async ({ what }) => (await fetch(what)).text())
server.tool('read_file', { input }, ({ what }) => files.readText(what))
server.tool('run_code', { input }, ({ what }) => executor.run(what))
const events: OperationEvent[] = []
server.runtime.events.subscribe(event => void events.push(event))
const client = await connect(server)
afterAll(async () => {
  await client.close()
  await Promise.all([fetch.close(), executor.close()])
  files.close()
})

it.each([
  ['fetch_url', 'https://wiki.example.com/page?token=s3cret', 'url', 'address', 'https://wiki.example.com'],
  ['fetch_url', 'https://ann:s3cret@example.com/', 'url', 'credentials', 'https://[redacted]@example.com/'],
  ['read_file', '../etc/passwd', 'file', 'traversal', '../etc/passwd'],
  ['run_code', 'for (;;);', 'code', 'cpu', 'for (;;);'],
])(
  '%s of %s is in the trail, with its call, and the caller learns nothing',
  async (tool, what, kind, rule, subject) => {
    events.length = 0
    const answer = await client.client.callTool({ name: tool, arguments: { what } })
    expect(JSON.stringify(answer)).not.toMatch(/10\.20\.30\.40|s3cret|\/tmp|file:\/\//)
    expect(events.filter(({ type }) => type === 'security.refused')).toEqual([
      {
        type: 'security.refused',
        at: expect.any(Number),
        origin: expect.objectContaining({ name: tool }),
        what: kind,
        rule,
        subject,
      },
    ])
  },
)

it('outside of a call nobody hears of it', async () => {
  events.length = 0
  await expect(fetch('https://10.0.0.1/')).rejects.toThrow('not allowed')
  expect(events).toEqual([])
})
