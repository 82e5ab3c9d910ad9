import { readFileSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { needs } from '@plinth/test-support'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { Plinth } from '../plinth.ts'
import { connect } from '../testing/connect.ts'
import { commandTool, literal } from './index.ts'

const text = z.object({ text: z.string(), timeout_sec: z.number().optional() })

/** A shell as the program itself, for tests alone: a tool that did this would hand callers a shell. */
const shell = (more: Partial<Parameters<typeof commandTool<typeof text>>[0]> = {}) =>
  commandTool({
    name: 'shell',
    command: 'sh',
    input: text,
    args: given => ['-c', literal(given.text)],
    ...more,
  })

const isAlive = (pid: number): boolean => {
  try {
    return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return false
  }
}

let folder = ''

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'plinth-command-'))
})

afterAll(() => rm(folder, { recursive: true }))

const pidIn = async (name: string): Promise<number> => {
  for (let tries = 0; tries < 200; tries++) {
    const pid = Number(await readFile(join(folder, name), 'utf8').catch(() => ''))
    if (pid > 0) return pid
    await sleep(20)
  }
  throw new Error('the child did not start')
}

const family = (name: string) =>
  `echo partial; (sh -c 'echo $$ > ${join(folder, name)}; exec sleep 60' & wait) & wait`

describe.each(['modern', 'legacy'] as const)('a %s client', era => {
  it('runs a program that two fields declare', async () => {
    const server = new Plinth({ name: 'test' })
    const echo = server.add(commandTool({ name: 'echo', command: 'echo' }))
    const client = await connect(server, { era })
    expect(await client.call(echo, { target: '10.0.0.1', correlation_id: 'mine' })).toMatchObject({
      stdout: '10.0.0.1\n',
      returncode: 0,
      correlation_id: 'mine',
      metadata: { command: 'echo', target: '10.0.0.1' },
    })
    await client.close()
  })

  it('is told of a timeout with the partial output, and everything that was started is dead', async () => {
    const server = new Plinth({ name: 'test' })
    const tool = server.add(shell())
    const client = await connect(server, { era })
    const failed = await client
      .call(tool, { text: family(`timeout-${era}`), timeout_sec: 1 })
      .catch((error: unknown) => error)
    expect(failed).toMatchObject({
      code: 'TIMEOUT',
      data: { stdout: 'partial\n', timed_out: true, returncode: 124, error_type: 'TIMEOUT' },
    })
    expect(isAlive(await pidIn(`timeout-${era}`))).toBe(false)
    await client.close()
  })

  it('sees progress, and what it cancels is dead', async () => {
    const server = new Plinth({ name: 'test' })
    server.add(
      shell({ progress: line => (line === 'partial' ? { done: 1, total: 2, message: line } : undefined) }),
    )
    const client = await connect(server, { era })
    const controller = new AbortController()
    const seen: unknown[] = []
    const running = client.client.callTool(
      { name: 'shell', arguments: { text: family(`cancel-${era}`) } },
      { signal: controller.signal, onprogress: progress => seen.push(progress) },
    )
    running.catch(() => undefined)
    const pid = await pidIn(`cancel-${era}`)
    expect(isAlive(pid)).toBe(true)
    controller.abort()
    await expect(running).rejects.toThrow()
    for (let tries = 0; tries < 100 && isAlive(pid); tries++) await sleep(20)
    expect(isAlive(pid)).toBe(false)
    expect(seen).toEqual([{ progress: 1, total: 2, message: 'partial' }])
    await client.close()
  })
})

describe('a program', () => {
  const run = async (tool: ReturnType<typeof shell>, given: string) => {
    const server = new Plinth({ name: 'test' })
    const added = server.add(tool)
    const client = await connect(server)
    try {
      return await client.call(added, { text: given })
    } finally {
      await client.close()
    }
  }

  it('runs within its limits, and knows nothing of the server', async () => {
    process.env.PLANTED_SECRET = 'hunter2'
    const { stdout } = await run(shell(), 'cat /proc/self/limits; env')
    delete process.env.PLANTED_SECRET
    const limit = (name: string) => stdout.match(new RegExp(`${name}\\s+(\\S+)\\s+(\\S+)`))?.slice(1)
    expect(limit('Max address space')).toEqual(['536870912', '536870912'])
    expect(limit('Max open files')).toEqual(['256', '256'])
    expect(limit('Max core file size')).toEqual(['0', '0'])
    expect(limit('Max cpu time')).toEqual(['305', '306'])
    expect(stdout).not.toContain('hunter2')
    expect(stdout.match(/^[A-Z_]+=/gm)?.sort()).toEqual(['LANG=', 'LC_ALL=', 'PATH=', 'PWD='])
  })

  it('gets hostile text as it is, and it stays text', async () => {
    const server = new Plinth({ name: 'test' })
    const print = server.add(
      commandTool({
        name: 'print',
        command: 'printf',
        input: text,
        args: given => ['%s', literal(given.text)],
      }),
    )
    const client = await connect(server)
    const hostile = ['$(id)', '`id`', '; id', '| id', '\nid', '"; id; "', '$HOME', '*', '%s%n', '-x']
    for (const given of hostile) expect((await client.call(print, { text: given })).stdout).toBe(given)
    await client.close()
  })

  it('that uses up its memory or its processor time is told so', async () => {
    await expect(
      run(shell({ limits: { memoryMb: 64 } }), 'exec dd if=/dev/zero of=/dev/null bs=200M count=1'),
    ).rejects.toMatchObject({
      code: 'RESOURCE_EXHAUSTED',
      message: 'sh ran out of memory (limit: 64 MB)',
    })
    await expect(run(shell({ limits: { cpuSec: 1 } }), 'while :; do :; done')).rejects.toMatchObject({
      code: 'RESOURCE_EXHAUSTED',
      message: 'sh used up its 1 s of processor time',
    })
  })

  it('that is not installed is said to be missing', async () => {
    await expect(run(shell({ command: 'no-such-program' }), '')).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  it('prints more than is kept without being blocked', async () => {
    const { stdout, truncated_stdout } = await run(
      shell(),
      'head -c 3000000 /dev/zero | tr "\\0" x; echo end >&2',
    )
    expect([stdout.length, truncated_stdout]).toEqual([1_048_576, true])
  })
})

needs('bwrap', 'setsid').it('in a sandbox, what has left the group is held as well', async () => {
  const server = new Plinth({ name: 'test' })
  const marker = `4242.${process.pid}`
  const tool = server.add(shell({ sandbox: 'required' }))
  const client = await connect(server)
  const failed = client.call(tool, { text: `setsid sleep ${marker} & echo started; wait`, timeout_sec: 1 })
  await expect(failed).rejects.toMatchObject({
    code: 'TIMEOUT',
    data: { stdout: 'started\n', metadata: { sandboxed: true } },
  })
  await sleep(100)
  const { stdout } = await client.call(tool, { text: 'true' })
  expect(stdout).toBe('')
  expect(await runningWith(marker)).toEqual([])
  await client.close()
})

const runningWith = async (marker: string): Promise<string[]> => {
  const ids = (await readdir('/proc')).filter(name => /^\d+$/.test(name))
  const lines = await Promise.all(ids.map(id => readFile(`/proc/${id}/cmdline`, 'utf8').catch(() => '')))
  return lines.filter(line => line.includes(`sleep\0${marker}`))
}
