import { setImmediate as turn } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { fakeClock } from '../testing/fake-clock.ts'
import { type RunOptions, runProcess } from './run-process.ts'
import { FakeProcess, fakeSpawn } from './testing/fake-spawn.ts'

const start = (options: Partial<RunOptions> = {}, failing = false) => {
  const clock = fakeClock()
  const { spawn, killGroup, processes } = fakeSpawn({ failing })
  const running = runProcess(
    { file: '/bin/tool', args: ['a', '$(id)'] },
    {
      path: '/bin',
      timeoutMs: 10_000,
      maxStdoutBytes: 100,
      maxStderrBytes: 10,
      clock,
      spawn,
      killGroup,
      ...options,
    },
  )
  const child = processes[0] ?? new FakeProcess(undefined, '', [], {})
  return { clock, child, killed: child.signals, running }
}

describe('runProcess', () => {
  it('starts the program without a shell, in a group of its own, with three variables', async () => {
    const { child, running } = start()
    child.exit(0)
    await running
    expect(child).toMatchObject({
      file: '/bin/tool',
      args: ['a', '$(id)'],
      options: { detached: true, shell: false, cwd: '/', stdio: ['ignore', 'pipe', 'pipe'] },
    })
    expect({ ...child.options.env }).toEqual({ PATH: '/bin', LANG: 'C.UTF-8', LC_ALL: 'C.UTF-8' })
    expect(Object.getPrototypeOf(child.options.env)).toBeNull()
  })

  it('collects what the program prints', async () => {
    const seen: string[] = []
    const { child, clock, running } = start({ onLine: line => seen.push(line) })
    child.stdout.write('one\ntwo\nthree')
    child.stderr.write('0123456789more')
    await turn()
    expect(seen).toEqual(['one', 'two'])
    clock.advance(250)
    child.exit(3)
    expect(await running).toEqual({
      returncode: 3,
      signal: undefined,
      stdout: { text: 'one\ntwo\nthree', truncated: false },
      stderr: { text: '0123456789', truncated: true },
      ended: 'by-itself',
      durationMs: 250,
    })
    expect(seen).toEqual(['one', 'two', 'three'])
    expect(clock.pending).toBe(0)
  })

  it('ends the group when time is up: SIGTERM, and 500 ms later SIGKILL', async () => {
    const { child, clock, killed, running } = start()
    child.stdout.write('partial')
    await turn()
    clock.advance(9_999)
    expect(killed).toEqual([])
    clock.advance(1)
    expect(killed).toEqual(['SIGTERM'])
    clock.advance(499)
    expect(killed).toEqual(['SIGTERM'])
    clock.advance(1)
    expect(killed).toEqual(['SIGTERM', 'SIGKILL'])
    child.exit(null, 'SIGKILL')
    expect(await running).toMatchObject({
      returncode: 124,
      ended: 'timed-out',
      signal: 'SIGKILL',
      stdout: { text: 'partial', truncated: false },
      durationMs: 10_500,
    })
    expect(clock.pending).toBe(0)
  })

  it('ends the group in the same way when the call is cancelled', async () => {
    const controller = new AbortController()
    const { child, clock, killed, running } = start({ signal: controller.signal })
    controller.abort()
    expect(killed).toEqual(['SIGTERM'])
    child.emit('exit', null, 'SIGTERM')
    clock.advance(500)
    expect(killed).toEqual(['SIGTERM', 'SIGKILL'])
    child.emit('close')
    expect(await running).toMatchObject({ returncode: 143, ended: 'cancelled' })
  })

  it('ends a program at once whose call was cancelled before it started', async () => {
    const { child, killed, running } = start({ signal: AbortSignal.abort() })
    expect(killed).toEqual(['SIGTERM'])
    child.emit('close')
    expect(await running).toMatchObject({ ended: 'cancelled' })
  })

  it('ends what the program left behind when it ends by itself', async () => {
    const { child, killed, running } = start()
    child.exit(0)
    expect(await running).toMatchObject({ returncode: 0, ended: 'by-itself' })
    expect(killed).toEqual(['SIGKILL'])
  })

  it('waits no longer than 500 ms for pipes that outlive the program', async () => {
    const { child, clock, running } = start()
    child.stdout.write('all')
    await turn()
    child.emit('exit', 0, null)
    clock.advance(500)
    expect(await running).toMatchObject({ returncode: 0, stdout: { text: 'all' }, durationMs: 500 })
    expect([child.stdout.destroyed, child.stderr.destroyed, child.released]).toEqual([true, true, true])
  })

  it('does not wait for ever for a program that cannot be killed', async () => {
    const { clock, running } = start()
    clock.advance(11_000)
    expect(await running).toMatchObject({ returncode: 124, ended: 'timed-out' })
  })

  it('does not call a program timed out that ended before its pipes did', async () => {
    const { child, clock, running } = start({ timeoutMs: 100 })
    child.emit('exit', 0, null)
    clock.advance(500)
    expect(await running).toMatchObject({ returncode: 0, ended: 'by-itself' })
  })

  it('survives streams that break and errors that come late', async () => {
    const { child, running } = start()
    child.stdout.emit('error', new Error('EPIPE'))
    child.stderr.emit('error', new Error('EIO'))
    child.emit('error', new Error('kill EPERM'))
    child.emit('exit', 0, null)
    child.emit('close')
    child.emit('close')
    expect(await running).toMatchObject({ returncode: 0 })
  })

  it('rejects with the system error when nothing was started, and leaves nothing behind', async () => {
    const controller = new AbortController()
    const { clock, child, killed, running } = start({ signal: controller.signal }, true)
    child.fail('EAGAIN')
    await expect(running).rejects.toMatchObject({ code: 'EAGAIN' })
    controller.abort()
    expect(killed).toEqual([])
    expect(clock.pending).toBe(0)
  })

  it('rejects when spawn itself throws', async () => {
    const { running } = start({
      spawn: () => {
        throw new Error('no')
      },
    })
    await expect(running).rejects.toThrow('no')
  })
})
