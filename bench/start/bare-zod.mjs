import process from 'node:process'
import { createInterface } from 'node:readline'
import { z } from 'zod'
import { tellMemory } from './memory.mjs'

const input = z.object({ text: z.string() })

tellMemory()
createInterface({ input: process.stdin }).on('line', line => {
  const { id } = JSON.parse(line)
  const tools = [{ name: 'echo', inputSchema: z.toJSONSchema(input) }]
  process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', id, result: { tools } })}\n`)
})
