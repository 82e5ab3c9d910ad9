import { Plinth } from 'plinth'
import { connect } from 'plinth/testing'
import { describe, expect, it } from 'vitest'
import { resultTemplate } from '../resources.ts'
import { keepResults } from './keep-results.ts'
import { ResultStore } from './result-store.ts'

async function served(value: object, store = new ResultStore()) {
  const server = new Plinth({ name: 'test' })
  server.use('tools/call', keepResults(store))
  server.tool('scan', {}, () => value)
  server.add(resultTemplate(store))
  const { client, close } = await connect(server)
  const answer = await client.callTool({ name: 'scan', arguments: {} })
  const uri = String(answer._meta?.['plinth-netdiag/result'])
  const again = async () => {
    const [first] = (await client.readResource({ uri })).contents
    return JSON.parse(first !== undefined && 'text' in first ? first.text : '')
  }
  return { answer, uri, again, close }
}

describe('keepResults', () => {
  it('keeps a short result as it is, and tells its URI', async () => {
    const { answer, uri, again, close } = await served({ open: [22] })
    expect(answer.structuredContent).toEqual({ open: [22] })
    expect(answer.content).toEqual([{ type: 'text', text: '{"open":[22]}' }])
    expect(uri).toMatch(/^result:\/\/[0-9a-f-]{36}$/)
    expect(await again()).toMatchObject({ tool: 'scan', result: { open: [22] } })
    await close()
  })

  it('links to a long one, and leaves out raw output that was read into data', async () => {
    const value = { stdout: 'x'.repeat(20_000), truncated_stdout: false, data: { hosts: [1, 2] } }
    const { answer, uri, again, close } = await served(value)
    const shown = { stdout: 'x'.repeat(2048), truncated_stdout: true, data: { hosts: [1, 2] } }
    expect(answer.structuredContent).toEqual(shown)
    expect(answer.content).toEqual([
      { type: 'text', text: JSON.stringify(shown) },
      expect.objectContaining({ type: 'resource_link', uri, mimeType: 'application/json' }),
    ])
    expect((await again()).result).toEqual(value)
    await close()
  })

  it('leaves raw output where nothing else tells of it', async () => {
    const value = { stdout: 'x'.repeat(20_000), data: null }
    const { answer, close } = await served(value)
    expect(answer.structuredContent).toEqual(value)
    expect(answer.content).toHaveLength(2)
    await close()
  })

  it('does without keeping what does not fit', async () => {
    const { answer, close } = await served({ text: 'x'.repeat(100) }, new ResultStore({ maxBytes: 50 }))
    expect(answer._meta?.['plinth-netdiag/result']).toBeUndefined()
    expect(answer.structuredContent).toEqual({ text: 'x'.repeat(100) })
    await close()
  })
})
