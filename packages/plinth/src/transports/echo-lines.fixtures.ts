import { allRevisions, defaultLimits, encodeError, receiveLine, tooLong } from '../lanes/intake/index.ts'
import { readLines } from './read-lines.fixtures.ts'
import { lineWriter } from './writer.ts'

// A program that answers each line on stdin with what the intake makes of it, and then says how much it had to hold.
const writer = lineWriter(process.stdout)
let maxQueued = 0
for await (const line of readLines(process.stdin)) {
  if (line.kind === 'too_long') await writer.send(encodeError(tooLong(defaultLimits.maxBytes)))
  else {
    const intake = receiveLine(line.bytes, { limits: defaultLimits, served: allRevisions })
    void writer.send(intake.ok ? JSON.stringify(intake.value.inbound) : encodeError(intake.error))
  }
  maxQueued = Math.max(maxQueued, process.stdout.writableLength)
  await writer.drained()
}
await writer.send(JSON.stringify({ maxQueued, maxRssMiB: process.resourceUsage().maxRSS / 1024 }))
await writer.close()
