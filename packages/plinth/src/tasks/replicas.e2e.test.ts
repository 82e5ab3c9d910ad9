import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { needs } from '@plinth/test-support'
import { freePort } from '@plinth/test-support/ports'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { eventsIn } from '../testing/modern.fixtures.ts'
import { killAll, runServer } from '../testing/running.fixtures.ts'
import { type RedisServer, startRedis } from './redis-server.fixtures.ts'
import { post } from './task-session.fixtures.ts'

const fixture = join(import.meta.dirname, 'replicas.fixtures.ts')
let prefixes = 0

interface Task {
  readonly taskId: string
  readonly status: string
  readonly statusMessage?: string
  readonly inputRequests?: Readonly<Record<string, unknown>>
  readonly result?: { readonly content: readonly { readonly text: string }[] }
  readonly error?: { readonly message: string }
}

needs('redis-server').describe('servers that share a Redis, each a process of its own', () => {
  const folder = mkdtempSync(join(tmpdir(), 'plinth-replicas-'))
  let redis: RedisServer
  let env: Record<string, string>
  beforeAll(async () => {
    redis = await startRedis()
  })
  beforeEach(() => {
    env = {
      MCP_SERVER_TRANSPORT: 'http',
      MCP_TASKS_REDIS_URL: redis.url,
      MCP_TASKS_REDIS_PREFIX: `{replicas-${prefixes++}}:`,
      MCP_TASKS_KEYS: 'one key for all the replicas',
      MCP_TASKS_LEASE_SEC: '1',
      MCP_SHUTDOWN_GRACE_SEC: '0',
    }
  })
  afterEach(killAll)
  afterAll(() => {
    redis.stop()
    rmSync(folder, { recursive: true })
  })

  const serve = async (more: Record<string, string> = {}) => {
    const port = await freePort()
    const running = runServer(fixture, { ...env, MCP_SERVER_PORT: String(port), ...more }, folder)
    await running.says('server.started')
    const base = `http://127.0.0.1:${port}`
    const ask = async (method: string, params: Record<string, unknown>) => {
      const answer = (await (await post(`${base}/mcp`, method, params)).json()) as { result: Task }
      return answer.result
    }
    const get = (taskId: string) => ask('tasks/get', { taskId })
    return {
      ...running,
      base,
      ask,
      get,
      begin: async (name: string, args = {}) => (await ask('tools/call', { name, arguments: args })).taskId,
      async until(taskId: string, status: string): Promise<Task> {
        await expect
          .poll(async () => (await get(taskId)).status, { timeout: 15_000, interval: 20 })
          .toBe(status)
        return get(taskId)
      },
    }
  }

  const textOf = ({ result }: Task) => result?.content[0]?.text

  it('what one took is carried out by the other while it is busy', async () => {
    const busy = await serve({ MCP_TASKS_CONCURRENCY: '1' })
    const long = await busy.begin('fragile', { ms: 60_000 })
    await expect.poll(async () => (await busy.get(long)).statusMessage).toMatch(/begun/)
    const tasks = await Promise.all([1, 2, 3].map(() => busy.begin('where')))
    const other = await serve()
    for (const id of tasks) expect(textOf(await busy.until(id, 'completed'))).toBe(String(other.child.pid))
    const late = await busy.begin('where')
    expect(textOf(await other.until(late, 'completed'))).toBe(String(other.child.pid))
  })

  it('what one was killed over is carried on by the other, or has failed with the reason', async () => {
    const [first, second] = [
      await serve({ MCP_TASKS_CONCURRENCY: '2' }),
      await serve({ MCP_TASKS_CONCURRENCY: '2' }),
    ]
    const begunBy = async (name: string) => {
      // Whoever takes it: one of them is killed then.
      const id = await first.begin(name, { ms: 1_500 })
      await expect.poll(async () => (await first.get(id)).statusMessage).toMatch(/begun by/)
      return {
        id,
        pid: Number(/\d+$/.exec(((await first.get(id)).statusMessage ?? '').split(' (')[0] ?? '')?.[0]),
      }
    }
    const again = await begunBy('repeatable')
    const [dies, lives] = again.pid === first.child.pid ? [first, second] : [second, first]
    dies.child.kill('SIGKILL')
    expect(textOf(await lives.until(again.id, 'completed'))).toBe(String(lives.child.pid))

    const third = await serve({ MCP_TASKS_CONCURRENCY: '2' })
    const once = await third.begin('fragile', { ms: 60_000 })
    await expect.poll(async () => (await third.get(once)).statusMessage).toMatch(/begun by/)
    const pid = Number(/begun by (\d+)/.exec((await third.get(once)).statusMessage ?? '')?.[1])
    const [killed, witness] = pid === third.child.pid ? [third, lives] : [lives, third]
    killed.child.kill('SIGKILL')
    expect((await witness.until(once, 'failed')).error?.message).toMatch(/died before it had ended/)
  }, 40_000)

  it('what one that died had in its queue is carried out by the other', async () => {
    const first = await serve({ MCP_TASKS_CONCURRENCY: '1' })
    await first.begin('fragile', { ms: 60_000 })
    const waiting = await first.begin('where')
    first.child.kill('SIGKILL')
    const second = await serve()
    expect(textOf(await second.until(waiting, 'completed'))).toBe(String(second.child.pid))
  })

  it('one that stops gives what it runs to the other', async () => {
    const first = await serve({ MCP_TASKS_CONCURRENCY: '1' })
    const id = await first.begin('repeatable', { ms: 8_000 })
    await expect.poll(async () => (await first.get(id)).statusMessage).toMatch(/begun/)
    const second = await serve()
    first.child.kill('SIGTERM')
    expect(await first.exit).toBe(0)
    expect(textOf(await second.until(id, 'completed'))).toBe(String(second.child.pid))
  }, 40_000)

  it('a task of one is watched, fed and cancelled through the other, down to its program', async () => {
    const first = await serve()
    const greet = await first.begin('greet')
    await first.until(greet, 'input_required')
    const sleep = await first.begin('sleep')
    const children = () =>
      spawnSync('ps', ['-o', 'pid=', '--ppid', String(first.child.pid)], { encoding: 'utf8' }).stdout.trim()
    await expect.poll(children).not.toBe('')

    const second = await serve({ MCP_TASKS_CONCURRENCY: '1' })
    const watched = await post(`${second.base}/mcp`, 'subscriptions/listen', {
      notifications: { taskIds: [greet] },
    })
    expect((await second.get(greet)).inputRequests).toHaveProperty('who')
    const answers = { who: { action: 'accept', content: { name: 'Ada' } } }
    await second.ask('tasks/update', { taskId: greet, inputResponses: answers })
    expect(textOf(await second.until(greet, 'completed'))).toBe('Hello, Ada')
    let told = ''
    for await (const chunk of watched.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      told += chunk
      if (told.includes('"completed"')) break
    }
    expect(eventsIn(told).map(({ params }) => params?.status)).toContain('input_required')

    const cancelled = await fetch(`${second.base}/tasks/${sleep}/cancel`, { method: 'POST' })
    expect(await cancelled.json()).toMatchObject({ status: 'cancelled' })
    await expect.poll(children, { timeout: 5_000 }).toBe('')
    const listed = (await (await fetch(`${second.base}/tasks`)).json()) as { tasks: unknown[] }
    expect(listed.tasks).toMatchObject([
      { id: sleep, status: 'cancelled' },
      { id: greet, status: 'completed' },
    ])
  })

  it('what is kept is encrypted with the keys of the environment', async () => {
    const first = await serve()
    const id = await first.begin('where')
    await first.until(id, 'completed')
    const { Redis } = await import('ioredis')
    const client = new Redis(redis.url)
    const kept = JSON.stringify(await client.hgetall(`${env.MCP_TASKS_REDIS_PREFIX}task:${id}`))
    client.disconnect()
    expect(kept).toContain('sealed:')
    expect(kept).not.toContain('where')
  })
})
