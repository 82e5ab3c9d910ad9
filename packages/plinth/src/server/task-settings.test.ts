import { describe, expect, it } from 'vitest'
import { loadConfig } from '../config/index.ts'
import { Plinth } from '../plinth.ts'
import { taskClient } from '../tasks/client.fixtures.ts'
import { memoryTasks } from '../tasks/memory.ts'
import type { TasksOptions } from '../tasks/options.ts'
import type { TaskStore } from '../tasks/store.ts'
import { recordingLog } from '../testing/recording-log.fixtures.ts'
import { applyConfig } from './adjustments.ts'
import { tasksOf } from './task-settings.ts'

const load = (env: Record<string, string>) => loadConfig({ env, dotenv: false }).config

/** A server as `run()` leaves it before it serves. */
const configured = async (env: Record<string, string>, tasks?: TasksOptions) => {
  const log = recordingLog()
  const server = new Plinth({ name: 'shop', ...(tasks ? { tasks } : {}) })
  server.tool('add', { task: 'optional' }, () => 'done')
  server.tool('long', { expectedMs: 60_000 }, () => 'done')
  server.tool('short', { expectedMs: 5_000 }, () => 'done')
  server.tool('long_but_never', { expectedMs: 60_000, task: 'never' }, () => 'done')
  await applyConfig(server.runtime, load(env), log)
  await server.runtime.start()
  return { server, log, client: taskClient(server) }
}

describe('what the configuration says of tasks', () => {
  it('is what the options say', async () => {
    const env = {
      MCP_TASKS_KEYS: 'the newest of the keys,an older one of the keys',
      MCP_TASKS_CONCURRENCY: '7',
      MCP_TASKS_FROM_SEC: '0.5',
      MCP_TASKS_TTL_SEC: '120',
      MCP_TASKS_KEEP_SEC: '60',
      MCP_TASKS_TIMEOUT_SEC: '90',
      MCP_TASKS_POLL_INTERVAL_SEC: '0.25',
      MCP_TASKS_LEASE_SEC: '3',
      MCP_TASKS_MAX_ATTEMPTS: '5',
      MCP_TASKS_MAX_PER_PRINCIPAL: '8',
      MCP_TASKS_MAX: '9',
      MCP_TASKS_MAX_BYTES: '2000000',
      MCP_TASKS_MAX_RESULT_BYTES: '2048',
    }
    expect(await tasksOf(load(env), undefined, recordingLog())).toEqual({
      keys: ['the newest of the keys', 'an older one of the keys'],
      concurrency: 7,
      fromMs: 500,
      ttlMs: 120_000,
      keepMs: 60_000,
      timeoutMs: 90_000,
      pollIntervalMs: 250,
      leaseMs: 3_000,
      maxAttempts: 5,
      maxPerPrincipal: 8,
      maxTasks: 9,
      maxBytes: 2_000_000,
      maxResultBytes: 2_048,
    })
  })

  it('is memory in a server that ends with a command, wherever others keep theirs', async () => {
    const file = { MCP_TASKS_FILE: import.meta.dirname }
    const passing = (env: Record<string, string>, own?: TaskStore) =>
      tasksOf(load(env), own, recordingLog(), true)
    expect(await passing(file)).toHaveProperty('store')
    expect(await passing({ MCP_TASKS_REDIS_URL: 'redis://127.0.0.1:1' })).toHaveProperty('store')
    const untouched = { open: () => expect.unreachable() } as unknown as TaskStore
    expect(await passing({}, untouched)).toHaveProperty('storeInstead')
    for (const name of ['store', 'storeInstead']) expect(await passing({})).not.toHaveProperty(name)
  })

  it('refuses a file that cannot be used', async () => {
    const problem = configured({ MCP_TASKS_FILE: import.meta.dirname })
    await expect(problem).rejects.toThrow(/MCP_TASKS_FILE must name a file .*server cannot be used/)
  })

  it.each([{ MCP_TASKS_REDIS_URL: 'http://127.0.0.1' }, { MCP_TASKS_KEYS: 'short' }])('refuses %j', env => {
    expect(() => load(env)).toThrow(/MCP_TASKS_/)
  })

  it('refuses two places', () => {
    const env = { MCP_TASKS_FILE: '/tmp/x.db', MCP_TASKS_REDIS_URL: 'redis://127.0.0.1' }
    expect(() => load(env)).toThrow(/tasks are kept in one place/)
  })

  it('refuses a Redis that others can listen to, in production', () => {
    const production = { MCP_PROFILE: 'production', MCP_TASKS_REDIS_URL: 'redis://redis.example' }
    expect(() => load(production)).toThrow(/MCP_TASKS_REDIS_URL goes over the network in plain text/)
    for (const url of ['rediss://redis.example', 'redis://127.0.0.1'])
      expect(load({ ...production, MCP_TASKS_REDIS_URL: url }).tasks.redisUrl).toBe(url)
  })
})

describe('a server', () => {
  it('has no tasks where nobody says so', async () => {
    const { server, client } = await configured({})
    expect(server.runtime.tasks).toBeUndefined()
    expect(server.runtime.host.capabilities()).not.toHaveProperty('extensions')
    expect(await client.call('add')).toMatchObject({ kind: 'result' })
  })

  it('tells at its start of tools that want some and get none', async () => {
    const start = async (tasks?: TasksOptions) => {
      const server = new Plinth({ name: 'shop', ...(tasks ? { tasks } : {}) })
      server.tool('report', { task: 'required' }, () => 'done')
      server.tool('count', { task: 'optional' }, () => 'done')
      server.tool('soon', { expectedMs: 90_000 }, () => 'done')
      const log = recordingLog()
      await applyConfig(server.runtime, load({}), log)
      return log.lines
    }
    expect(await start({})).toEqual([])
    const [required, optional, ...more] = await start()
    expect(required).toMatchObject({ level: 'warning', event: 'config_warning' })
    expect(JSON.stringify(required)).toContain('run only as tasks (report)')
    expect(optional).toMatchObject({ level: 'info', event: 'tasks.none' })
    expect(JSON.stringify(optional)).toContain('could be tasks (count)')
    expect(more).toEqual([])
  })

  it('has them in memory where its code wants some, with what the configuration says of them', async () => {
    const { client, server } = await configured({ MCP_TASKS_TTL_SEC: '120' }, {})
    expect(await client.begin('add')).toMatchObject({ ttlMs: 120_000 })
    await server.close()
  })

  it('does what its code says before what the configuration says', async () => {
    const store = memoryTasks()
    const env = { MCP_TASKS_FILE: '/nowhere/unused.db', MCP_TASKS_TTL_SEC: '120' }
    const { client, server, log } = await configured(env, { store, ttlMs: 90_000 })
    const { taskId, ttlMs } = await client.begin('add')
    expect([ttlMs, (await store.get(taskId))?.id]).toEqual([90_000, taskId])
    expect(log.lines).toMatchObject([{ level: 'warning', event: 'config_warning' }])
    await server.close()
  })

  it.each([
    ['long', {}, 'task'],
    ['short', {}, 'result'],
    ['long_but_never', {}, 'result'],
    ['short', { MCP_TASKS_FROM_SEC: '5' }, 'task'],
    ['long', { MCP_TASKS_FROM_SEC: '61' }, 'result'],
  ])('makes tasks of what is expected to take long: %s with %j', async (tool, env, kind) => {
    const { client, server } = await configured(env, {})
    expect(await client.call(tool)).toMatchObject({ kind })
    expect(await taskClient(server, { capabilities: {} }).call(tool)).toMatchObject({ kind: 'result' })
    await server.close()
  })
})
