import { SafetyError } from '../refusal.ts'
import { safeFetch } from './safe-fetch.ts'

// Fetches an answer that is far too large, at once or as a stream, and says how far the memory rose.

const [, , port = '', small = '', how = ''] = process.argv
await using fetch = safeFetch({
  schemes: ['http'],
  ports: [Number(port), Number(new URL(small).port)],
  privateNetworks: ['127.0.0.1/32'],
  lookup: async () => [{ address: '127.0.0.1' }],
})
const ruleOf = async (work: () => Promise<unknown>) =>
  work().then(
    () => 'none',
    (error: unknown) => (error instanceof SafetyError ? error.rule : String(error)),
  )
const giant = `http://example.com:${port}/`

await (await fetch(small)).bytes()
global.gc?.()
const before = process.memoryUsage.rss()
let peak = before
const timer = setInterval(() => {
  peak = Math.max(peak, process.memoryUsage.rss())
}, 2)
const rule = await ruleOf(async () => {
  const response = await fetch(giant)
  if (how === 'bytes') return response.bytes()
  for await (const _ of response.body ?? []);
})
clearInterval(timer)
peak = Math.max(peak, process.memoryUsage.rss())
process.stdout.write(JSON.stringify({ rule, roseBy: peak - before }))
