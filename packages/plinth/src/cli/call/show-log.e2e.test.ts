import { freePort } from '@plinth/test-support/ports'
import { expect, it, onTestFinished, vi } from 'vitest'
import { folderWith, runCommand, startProgram } from '../cli.fixtures.ts'

// Each starts programs from the sources, one after the other, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000 })

const BROKEN = `
import { Plinth, ToolError } from 'plinth'
export const server = new Plinth({ name: 'shop' })
server.tool('broken', {}, () => {
  throw new Error('no database', { cause: new TypeError('bad host') })
})
server.tool('refused', {}, () => {
  throw new ToolError('There is no such order')
})
`
const env = { PATH: process.env.PATH }

it('shows what a server that was started for a call logged of its error', async () => {
  const cwd = folderWith({ 'shop.ts': BROKEN })
  const { code, stdout, stderr } = await runCommand(['call', 'shop.ts', 'broken'], { cwd, env })
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
  expect(stderr).toMatch(/name the error id \w+\nIt logged:\nError: no database\n +at .*shop\.ts:5/)
  expect(stderr).toMatch(/^caused by TypeError: bad host$/m)
})

it('shows nothing of the log where the caller was told everything', async () => {
  const cwd = folderWith({ 'shop.ts': BROKEN })
  const { stderr } = await runCommand(['call', 'shop.ts', 'refused'], { cwd, env })
  expect(stderr).toContain('There is no such order')
  expect(stderr).not.toContain('logged')
})

it('says nothing of the log of a server that was there', async () => {
  const cwd = folderWith({ 'shop.ts': BROKEN })
  const url = `http://127.0.0.1:${await freePort()}/mcp`
  const child = startProgram(['run', 'shop.ts', '--transport', 'http', '--port', new URL(url).port], cwd)
  onTestFinished(() => void child.kill())
  let said = ''
  child.stderr.on('data', chunk => {
    said += chunk
  })
  await expect.poll(() => said, { timeout: 30_000 }).toContain(url)
  const { code, stderr } = await runCommand(['call', url, 'broken'], { cwd, env })
  expect(code).toBe(1)
  expect(stderr).toMatch(/name the error id \w+\n$/)
})
