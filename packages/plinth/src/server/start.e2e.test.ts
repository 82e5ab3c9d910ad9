import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SOURCES_ENV } from '@plinth/test-support/sources'
import { afterEach, expect, it } from 'vitest'

const FIXTURE = join(import.meta.dirname, 'starting.fixtures.ts')
const running: ChildProcess[] = []

afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL')
})

const start = (env: Record<string, string>) => {
  const child = spawn(process.execPath, [FIXTURE], {
    cwd: tmpdir(),
    env: { ...SOURCES_ENV, ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  running.push(child)
  let said = ''
  child.stderr.on('data', chunk => {
    said += chunk
  })
  const exit = once(child, 'close').then(([code, signal]) => code ?? signal)
  return { child, said: () => said, exit }
}

it('closes what it has opened when it cannot start, and ends with 1', async () => {
  const { said, exit } = start({ FAIL: '1' })
  expect(await exit).toBe(1)
  expect(said()).toMatch(/module closed\n.*no database.*pool closed\n/s)
})

it('closes what it has opened when it is told to stop while it starts, and ends with 0', async () => {
  const { child, said, exit } = start({})
  await expect.poll(said, { timeout: 30_000 }).toContain('module begins')
  child.kill('SIGTERM')
  expect(await exit).toBe(0)
  expect(said()).toMatch(/module closed\n.*pool closed\n/s)
})
