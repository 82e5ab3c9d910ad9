import { randomUUID } from 'node:crypto'
import { rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { needs } from '@plinth/test-support'
import { expect, it } from 'vitest'
import { killServers } from './killing.fixtures.ts'
import { redisTasks } from './redis.ts'
import { startRedis } from './redis-server.fixtures.ts'
import { sqliteTasks } from './sqlite.ts'

it('100 kills lose no task in a file, and run none twice that must not be', async () => {
  expect.hasAssertions()
  const file = join(tmpdir(), `plinth-killed-${randomUUID()}.db`)
  await killServers({ kills: 100, place: file, store: sqliteTasks({ file }) })
  for (const ending of ['', '-wal', '-shm']) rmSync(file + ending, { force: true })
}, 240_000)

needs('redis-server').it(
  '20 kills lose no task in Redis, and run none twice that must not be',
  async () => {
    expect.hasAssertions()
    const redis = await startRedis()
    try {
      await killServers({ kills: 20, place: redis.url, store: redisTasks({ url: redis.url }) })
    } finally {
      redis.stop()
    }
  },
  120_000,
)
