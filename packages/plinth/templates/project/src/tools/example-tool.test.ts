import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { connect, type TestClient } from 'plinth/testing'
import { server } from '../server.ts'
import { exampleTool } from './example-tool.ts'

let client: TestClient
before(async () => {
  client = await connect(server)
})
after(() => client.close())

test('gives the text in capitals', async () => {
  const { text } = await client.call(exampleTool, { text: 'hello' })
  assert.equal(text, 'HELLO')
})

test('refuses a text that is too long, and names the field', async () => {
  await assert.rejects(client.call(exampleTool, { text: 'x'.repeat(1_001) }), /text/)
})
