import type { SpawnOptions } from 'node:child_process'
import { EventEmitter } from 'node:events'
import { PassThrough } from 'node:stream'
import { setImmediate as turn } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { fakeClock } from '../testing/fake-clock.ts'
import { type Child, type RunOptions, runProcess } from './run-process.ts'

class FakeChild extends EventEmitter implements Child {
  readonly pid = 4242
  readonly stdout = new PassThrough()
  readonly stderr = new PassThrough()
  unrefs = 0

  unref() {
    this.unrefs += 1
  }
}

const start = (options: Partial<RunOptions> = {}) => {
  const clock = fakeClock()
  const child = new FakeChild()
  const spawned: { file: string; args: readonly string[]; options: SpawnOptions }[] = []
  const killed: string[] = []
  const running = runProcess(
    { file: '/bin/tool', args: ['a', '$(id)'] },
    {
      path: '/bin',
      timeoutMs: 10_000,
      maxStdoutBytes: 100,
      maxStderrBytes: 10,
      clock,
      spawn: (file, args, given) => {
        spawned.push({ file, args, options: given })
        return child
      },
      killGroup: (group, signal) => killed.push(`${signal} ${group}`),
      ...options,
    },
  )
  return { clock, child, spawned, killed, running }
}

describe('runProcess', () => {
  it('starts the program without a shell, in a group of its own, with three variables', async () => {
    const { child, spawned, running } = start()
    child.emit('exit', 0, null)
    child.emit('close')
    await running
    expect(spawned).toHaveLength(1)
    expect(spawned[0]).toMatchObject({
      file: '/bin/tool',
      args: ['a', '$(id)'],
      options: { detached: true, shell: false, cwd: '/', stdio: ['ignore', 'pipe', 'pipe'] },
    })
    expect({ ...spawned[0]?.options.env }).toEqual({ PATH: '/bin', LANG: 'C.UTF-8', LC_ALL: 'C.UTF-8' })
    expect(Object.getPrototypeOf(spawned[0]?.options.env)).toBeNull()
  })

  it('collects what the program prints', async () => {
    const seen: string[] = []
    const { child, clock, running } = start({ onLine: line => seen.push(line) })
    child.stdout.write('one\ntwo\nthree')
    child.stderr.write('0123456789more')
    await turn()
    expect(seen).toEqual(['one', 'two'])
    clock.advance(250)
    child.emit('exit', 3, null)
    child.emit('close')
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
    expect(killed).toEqual(['SIGTERM 4242'])
    clock.advance(499)
    expect(killed).toEqual(['SIGTERM 4242'])
    clock.advance(1)
    expect(killed).toEqual(['SIGTERM 4242', 'SIGKILL 4242'])
    child.emit('exit', null, 'SIGKILL')
    child.emit('close')
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
    expect(killed).toEqual(['SIGTERM 4242'])
    child.emit('exit', null, 'SIGTERM')
    clock.advance(500)
    expect(killed).toEqual(['SIGTERM 4242', 'SIGKILL 4242'])
    child.emit('close')
    expect(await running).toMatchObject({ returncode: 143, ended: 'cancelled' })
  })

  it('ends a program at once whose call was cancelled before it started', async () => {
    const { child, killed, running } = start({ signal: AbortSignal.abort() })
    expect(killed).toEqual(['SIGTERM 4242'])
    child.emit('close')
    expect(await running).toMatchObject({ ended: 'cancelled' })
  })

  it('ends what the program left behind when it ends by itself', async () => {
    const { child, killed, running } = start()
    child.emit('exit', 0, null)
    child.emit('close')
    expect(await running).toMatchObject({ returncode: 0, ended: 'by-itself' })
    expect(killed).toEqual(['SIGKILL 4242'])
  })

  it('waits no longer than 500 ms for pipes that outlive the program', async () => {
    const { child, clock, running } = start()
    child.stdout.write('all')
    await turn()
    child.emit('exit', 0, null)
    clock.advance(500)
    expect(await running).toMatchObject({ returncode: 0, stdout: { text: 'all' }, durationMs: 500 })
    expect([child.stdout.destroyed, child.stderr.destroyed, child.unrefs]).toEqual([true, true, 1])
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
    const child = Object.assign(new EventEmitter(), { stdout: undefined, stderr: undefined, unref() {} })
    const { clock, killed, running } = start({ spawn: () => child, signal: controller.signal })
    child.emit('error', Object.assign(new Error('spawn EAGAIN'), { code: 'EAGAIN' }))
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
