import { Plinth, ToolError } from 'plinth'
import { connect } from 'plinth/testing'
import { describe, expect, it } from 'vitest'
import { salvage } from './salvage.ts'

const read = (stdout: string) => {
  if (stdout === 'garbage') throw new Error('unreadable')
  return { lines: stdout.split('\n') }
}

async function failing(data: Record<string, unknown> | undefined) {
  const server = new Plinth({ name: 'test' })
  server.tool('scan', { use: [salvage(read)] }, () => {
    throw new ToolError('too slow', { code: 'TIMEOUT', suggestion: 'ask for less', ...(data && { data }) })
  })
  const { client, close } = await connect(server)
  const answer = await client.callTool({ name: 'scan', arguments: {} })
  await close()
  return {
    texts: answer.content.map(block => ('text' in block ? block.text : '')),
    meta: Object(answer._meta),
  }
}

describe('salvage', () => {
  it('puts what was finished beside the failure', async () => {
    const { texts, meta } = await failing({ stdout: 'a\nb', data: null })
    expect(texts).toEqual(['too slow\nask for less', 'Finished until then: {"lines":["a","b"]}'])
    expect(meta['dev.plinth/error']).toMatchObject({ code: 'TIMEOUT', data: { data: { lines: ['a', 'b'] } } })
  })

  it.each([[undefined], [{ stdout: '' }], [{ stdout: 'garbage' }], [{ stdout: 5 }], [{}]])(
    'leaves a failure with %j as it is',
    async data => {
      const { texts, meta } = await failing(data)
      expect(texts.join()).not.toContain('Finished')
      expect(meta['dev.plinth/error'].data).toEqual(data)
    },
  )

  it('shows little of the raw output beside what was read out of it', async () => {
    const { texts, meta } = await failing({ stdout: 'x'.repeat(20_000), data: null })
    expect(texts).toHaveLength(2)
    expect(meta['dev.plinth/error'].data).toMatchObject({ stdout: 'x'.repeat(2048), truncated_stdout: true })
  })

  it('leaves results alone', async () => {
    const server = new Plinth({ name: 'test' })
    server.tool('scan', { use: [salvage(read)] }, () => ({ stdout: 'a' }))
    const { call, close } = await connect(server)
    expect(await call('scan')).toEqual({ stdout: 'a' })
    await close()
  })
})
