import process from 'node:process'
import { createInterface } from 'node:readline'
import { tellCpu } from './ready.ts'

/** The least that a server on stdio can do: parse each line, answer it. */
createInterface({ input: process.stdin }).on('line', line => {
  const { id, params } = JSON.parse(line)
  const result = { content: [{ type: 'text', text: params.arguments.text }], resultType: 'complete' }
  process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', id, result })}\n`)
})
process.stdin.on('end', () => process.exit(0))
tellCpu()
