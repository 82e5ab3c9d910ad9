import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { sqliteTasks } from '../../tasks/sqlite.ts'
import { aTask } from '../../tasks/store-contract.fixtures.ts'
import { folderWith, runCommand } from '../cli.fixtures.ts'

// Each starts programs from the sources, on a machine that may be busy.
vi.setConfig({ testTimeout: 120_000 })

describe('the server of a file, which ends with the command', () => {
  const kept = (more = '') => `
    import { appendFileSync } from 'node:fs'
    import { setTimeout as sleep } from 'node:timers/promises'
    import { Plinth } from 'plinth'
    import { sqliteTasks } from 'plinth/tasks'
    export const server = new Plinth({ name: 'kept', tasks: { pollIntervalMs: 50, ${more} } })
    server.tool('slow', { task: 'required' }, async (_, ctx) => {
      appendFileSync('runs', 'run ')
      await sleep(300, undefined, { signal: ctx.signal })
      return 'done after all'
    })
    server.tool('stuck', { task: 'required' }, (_, ctx) => sleep(60_000, undefined, { signal: ctx.signal }))
  `
  const ADVICE = 'is for a server that runs already'

  it('is none to leave a task with, or to come back to', async () => {
    const cwd = folderWith({ 'server.ts': kept() })
    for (const words of [
      ['call', 'slow', '--detach'],
      ['task', 'abc'],
      ['task', 'server.ts', 'abc'],
    ])
      expect(await runCommand(words, { cwd })).toEqual({
        code: 2,
        stdout: '',
        stderr: expect.stringContaining(ADVICE),
      })
    expect(existsSync(join(cwd, 'runs'))).toBe(false)
  })

  it('has its task cancelled when nothing was heard of it', async () => {
    const cwd = folderWith({ 'server.ts': kept() })
    const began = performance.now()
    expect(await runCommand(['call', 'stuck', '--timeout', '0.3'], { cwd, env: process.env })).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('0.3 seconds. It was cancelled'),
    })
    expect(performance.now() - began).toBeLessThan(30_000)
  })

  it.each([
    ['the environment', '', { MCP_TASKS_FILE: 'tasks.db' }],
    ['the code', "store: sqliteTasks({ file: 'tasks.db' })", {}],
  ])(
    'leaves alone what waits in the file that %s names, also while another holds it',
    async (_, more, extra) => {
      const cwd = folderWith({ 'server.ts': kept(more) })
      const here = { cwd, env: { ...process.env, ...extra } }
      const store = sqliteTasks({ file: join(cwd, 'tasks.db') })
      await store.add(aTask('waits', { expiresAt: Date.now() + 600_000 }), {
        perOwner: 9,
        total: 9,
        bytes: 1e9,
      })
      for (const isHeld of [true, false]) {
        if (!isHeld) await store.close()
        expect(await runCommand(['list'], here)).toMatchObject({ code: 0, stderr: '' })
        const { stdout } = await runCommand(['inspect'], here)
        expect(stdout).toContain('io.modelcontextprotocol/tasks')
        expect(await runCommand(['call', 'slow'], here)).toEqual({
          code: 0,
          stdout: 'done after all\n',
          stderr: 'The server made a task of it.\n',
        })
      }
      expect(readFileSync(join(cwd, 'runs'), 'utf8')).toBe('run run ')
      const after = sqliteTasks({ file: join(cwd, 'tasks.db') })
      expect(await after.list({ limit: 9 })).toMatchObject({
        tasks: [{ id: 'waits', attempt: 0, version: 0 }],
      })
      await after.close()
    },
  )
})
