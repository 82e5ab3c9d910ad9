import { setTimeout as delay } from 'node:timers/promises'
import { codeExecutor } from './code-executor.ts'

// Runs a thousand programs, good and bad, and says by how much the memory grew after the first two hundred.

const executor = codeExecutor({ cpuMs: 200 })
const programs = [
  ['const a = []; for (let i = 0; i < 10_000; i++) a.push({ i }); return a.length', 'done'],
  ['return await echo("x".repeat(10_000))', 'done'],
  ['throw new Error("x")', 'failed'],
  ['console.log("x".repeat(1_000)); return 1', 'done'],
  ['new ArrayBuffer(1e9)', 'limit'],
] as const
const functions = { echo: (value: unknown) => value }
let wrong = 0

const settled = async () => {
  for (let each = 0; each < 3; each++) {
    global.gc?.()
    await delay(50)
  }
  return process.memoryUsage()
}
const runMany = async (count: number) => {
  for (let each = 0; each < count; each++) {
    const [code, status] = programs[each % programs.length] ?? ['', 'done']
    const result = await executor.run(code, { functions })
    if (result.status !== status) wrong += 1
  }
}

await runMany(200)
const before = await settled()
await runMany(800)
const after = await settled()
await executor.close()
process.stdout.write(
  JSON.stringify({ wrong, heap: after.heapUsed - before.heapUsed, resident: after.rss - before.rss }),
)
