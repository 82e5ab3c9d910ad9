import { chdir } from 'node:process'
import { setImmediate } from 'node:timers/promises'

// Imports one module after the other, as its parent tells, and sends what each printed and how it failed.

let output = ''
let fault: string | undefined
const failed = (error: unknown): void => {
  fault ??= error instanceof Error ? (error.stack ?? error.message) : String(error)
}
process.on('uncaughtException', failed)
process.on('unhandledRejection', failed)
process.stdout.write = (chunk: string | Uint8Array): boolean => {
  output += chunk
  return true
}

process.on('message', async ({ folder, file }: { folder: string; file: string }) => {
  output = ''
  fault = undefined
  chdir(folder)
  await import(file).catch(failed)
  await setImmediate()
  process.send?.({ output, fault })
})
