import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { expect, it } from 'vitest'

it('a thousand programs leave no memory behind', async () => {
  const script = join(import.meta.dirname, 'thousand.fixtures.ts')
  const child = spawn(process.execPath, ['--expose-gc', script], {
    env: { ...process.env, NODE_OPTIONS: '' },
  })
  const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
  expect(errors).toBe('')
  const { wrong, heap, resident } = JSON.parse(output)
  expect(wrong).toBe(0)
  // From the 200th program to the 1,000th, in bytes: less than 5 KiB a program would be noise of the collector.
  expect(heap).toBeLessThan(2 * 2 ** 20)
  expect(resident).toBeLessThan(32 * 2 ** 20)
})
