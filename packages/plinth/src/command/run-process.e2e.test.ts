import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { needs } from '@plinth/test-support'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type LimitWrapper, limited } from './limits.ts'
import { type RunOptions, runProcess } from './run-process.ts'
import { sandboxed } from './sandbox.ts'

const options: RunOptions = {
  path: '/usr/local/bin:/usr/bin:/bin',
  timeoutMs: 20_000,
  maxStdoutBytes: 1_048_576,
  maxStderrBytes: 262_144,
}

const sh = (script: string, more: Partial<RunOptions> = {}) =>
  runProcess({ file: '/bin/sh', args: ['-c', script] }, { ...options, ...more })

/** A zombie is dead: it only waits for somebody to take note. */
const isAlive = (pid: number): boolean => {
  try {
    return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return false
  }
}

const isDeadSoon = async (pid: number): Promise<boolean> => {
  for (let tries = 0; tries < 40 && isAlive(pid); tries++) await sleep(50)
  return !isAlive(pid)
}

let folder = ''

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'plinth-run-'))
})

afterAll(() => rm(folder, { recursive: true }))

describe('a real child', () => {
  it('knows three variables and nothing of the server', async () => {
    process.env.PLANTED_SECRET = 'hunter2'
    const { stdout } = await runProcess({ file: '/usr/bin/env', args: [] }, options)
    delete process.env.PLANTED_SECRET
    expect(stdout.text.trim().split('\n').sort()).toEqual([
      'LANG=C.UTF-8',
      'LC_ALL=C.UTF-8',
      `PATH=${options.path}`,
    ])
  })

  it('is the head of a session and a group of its own, with nothing to read', async () => {
    const { stdout } = await sh('cut -d" " -f1,5,6 /proc/$$/stat; cat; pwd')
    const [ids = '', cwd] = stdout.text.trim().split('\n')
    expect(new Set(ids.split(' ')).size).toBe(1)
    expect(cwd).toBe('/')
  })

  it('gets hostile arguments as they are', async () => {
    const args = ['$(id)', '`id`', '; id', '| id', '&& id', '*', '~', '$HOME', '"', "'", '\\', '\n', '--', '']
    const { stdout } = await runProcess({ file: '/usr/bin/printf', args: ['%s\\0', ...args] }, options)
    expect(stdout.text.split('\0').slice(0, -1)).toEqual(args)
  })

  it('tells how it ended', async () => {
    expect(await sh('exit 7')).toMatchObject({ returncode: 7, ended: 'by-itself' })
    expect(await sh('kill -SEGV $$')).toMatchObject({ returncode: 139, signal: 'SIGSEGV' })
    await expect(runProcess({ file: '/nowhere/tool', args: [] }, options)).rejects.toMatchObject({
      code: 'ENOENT',
    })
    await expect(runProcess({ file: '/bin/sh', args: ['\0'] }, options)).rejects.toThrow()
  })

  it('keeps what was printed until time was up', async () => {
    const result = await sh('echo partial; echo problem >&2; sleep 60', { timeoutMs: 300 })
    expect(result).toMatchObject({
      returncode: 124,
      ended: 'timed-out',
      stdout: { text: 'partial\n' },
      stderr: { text: 'problem\n' },
    })
    expect(result.durationMs).toBeLessThan(3_000)
  })

  it('is ended by force when it ignores the request', async () => {
    const started = performance.now()
    const result = await sh('trap "" TERM; echo $$; while :; do sleep 1; done', { timeoutMs: 300 })
    expect(result).toMatchObject({ returncode: 124, signal: 'SIGKILL' })
    expect(performance.now() - started).toBeGreaterThan(790)
    expect(await isDeadSoon(Number(result.stdout.text))).toBe(true)
  })
})

describe('a fork of a fork', () => {
  const family = (pidFile: string) =>
    `(trap "" TERM; (trap "" TERM; sh -c 'echo $$ > ${pidFile}; exec sleep 60') & wait) & wait`

  const grandchild = async (pidFile: string): Promise<number> => {
    for (let tries = 0; tries < 100; tries++) {
      const pid = Number(await readFile(pidFile, 'utf8').catch(() => ''))
      if (pid > 0) return pid
      await sleep(20)
    }
    throw new Error('the grandchild did not start')
  }

  it('is dead after a timeout', async () => {
    const pidFile = join(folder, 'timeout')
    const running = sh(family(pidFile), { timeoutMs: 600 })
    const pid = await grandchild(pidFile)
    expect(isAlive(pid)).toBe(true)
    expect(await running).toMatchObject({ returncode: 124, ended: 'timed-out' })
    expect(await isDeadSoon(pid)).toBe(true)
  })

  it('is dead after a cancellation', async () => {
    const pidFile = join(folder, 'cancel')
    const controller = new AbortController()
    const running = sh(family(pidFile), { signal: controller.signal })
    const pid = await grandchild(pidFile)
    controller.abort()
    expect(await running).toMatchObject({ ended: 'cancelled' })
    expect(await isDeadSoon(pid)).toBe(true)
  })

  it('is dead when the program ends and leaves it behind, with or without the pipes', async () => {
    for (const [name, redirect] of [
      ['held', ''],
      ['loose', '>/dev/null 2>&1'],
    ]) {
      const pidFile = join(folder, `left-${name}`)
      const result = await sh(
        `sh -c 'echo $$ > ${pidFile}; exec sleep 60' ${redirect} & sleep 0.2; echo done`,
      )
      expect(result).toMatchObject({ returncode: 0, stdout: { text: 'done\n' } })
      expect(result.durationMs).toBeLessThan(3_000)
      expect(await isDeadSoon(await grandchild(pidFile))).toBe(true)
    }
  })

  it('that took the pipes into a session of its own does not hold up the result', async () => {
    const pidFile = join(folder, 'session')
    const result = await sh(`setsid sh -c 'echo $$ > ${pidFile}; exec sleep 5' & sleep 0.2; echo done`)
    expect(result).toMatchObject({ returncode: 0, stdout: { text: 'done\n' } })
    expect(result.durationMs).toBeLessThan(3_000)
    process.kill(await grandchild(pidFile), 'SIGKILL')
  })

  it('ends with the server', async () => {
    const pidFile = join(folder, 'server')
    const script = join(folder, 'server.ts')
    const module = JSON.stringify(new URL('./run-process.ts', import.meta.url).href)
    await writeFile(
      script,
      `import { runProcess } from ${module}
       void runProcess({ file: '/bin/sh', args: ['-c', 'echo $$ > ${pidFile}; sleep 60; true'] }, ${JSON.stringify(options)})
       setTimeout(() => process.exit(0), 500)`,
    )
    const code = await new Promise(resolve => spawn(process.execPath, [script]).on('exit', resolve))
    expect(code).toBe(0)
    expect(await isDeadSoon(await grandchild(pidFile))).toBe(true)
  })
})

describe.each(['prlimit', 'sh'] as const)('limits by %s', kind => {
  const test = kind === 'prlimit' ? needs('prlimit').it : it
  const wrapper: LimitWrapper =
    kind === 'prlimit' ? { kind, file: '/usr/bin/prlimit' } : { kind, file: '/bin/sh', addressSpace: true }
  const run = (file: string, args: string[], cpuSec = 60) =>
    runProcess(limited({ file, args }, { cpuSec, memoryMb: 512, openFiles: 256 }, wrapper), options)

  test('are what the child sees', async () => {
    const { stdout } = await run('/bin/cat', ['/proc/self/limits'])
    const limit = (name: string) => stdout.text.match(new RegExp(`${name}\\s+(\\S+)\\s+(\\S+)`))?.slice(1)
    expect(limit('Max cpu time')).toEqual(['60', '61'])
    expect(limit('Max address space')).toEqual(['536870912', '536870912'])
    expect(limit('Max open files')).toEqual(['256', '256'])
    expect(limit('Max core file size')).toEqual(['0', '0'])
  })

  test('leave the arguments as they are', async () => {
    const args = ['$(id)', '"; id; "', '$0', '$@', '--cpu=1', '--help', '-c', '\n', '']
    const { stdout } = await run('/usr/bin/printf', ['%s\\0', ...args])
    expect(stdout.text.split('\0').slice(0, -1)).toEqual(args)
  })

  test('end a program that has used up its processor time', async () => {
    expect(await run('/bin/sh', ['-c', 'while :; do :; done'], 1)).toMatchObject({ signal: 'SIGXCPU' })
  })
})

needs('bwrap', 'setsid').describe('in a sandbox', () => {
  it('a grandchild in a session of its own is held', async () => {
    const marker = `${Math.random()}`.slice(2)
    const inside = `echo started; setsid sh -c 'sleep 60; echo ${marker}' & wait`
    const program = sandboxed({ file: '/bin/sh', args: ['-c', inside] }, '/usr/bin/bwrap')
    const told = new AbortController()
    const running = runProcess(program, { ...options, signal: told.signal })
    const grandchild = `sh -c sleep 60; echo ${marker}`
    await expect.poll(() => processesWith(grandchild), { timeout: 10_000 }).toBeGreaterThan(0)
    told.abort()
    expect(await running).toMatchObject({ ended: 'cancelled', stdout: { text: 'started\n' } })
    await expect.poll(() => processesWith(marker)).toBe(0)
  })

  it('files cannot be written, and /tmp is empty', async () => {
    const script = 'touch /etc/planted /usr/planted; ls -A /tmp; touch /tmp/mine && echo private'
    const { stdout, stderr } = await runProcess(
      sandboxed({ file: '/bin/sh', args: ['-c', script] }, '/usr/bin/bwrap'),
      options,
    )
    expect(stdout.text).toBe('private\n')
    expect(stderr.text.match(/Read-only file system/g)).toHaveLength(2)
  })
})

const processesWith = async (marker: string): Promise<number> => {
  const { stdout } = await runProcess({ file: '/bin/ps', args: ['-eo', 'stat,args'] }, options)
  return stdout.text.split('\n').filter(line => line.includes(marker) && !line.startsWith('Z')).length
}
