import { mkdtempSync, rmSync, statSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, expect, it } from 'vitest'
import { sqliteTasks } from './sqlite.ts'
import { aTask, describeTaskStore } from './store-contract.fixtures.ts'

const folder = mkdtempSync(join(tmpdir(), 'plinth-tasks-'))
afterAll(() => rmSync(folder, { recursive: true }))
let files = 0
const newFile = () => join(folder, 'deeper', `${files++}.db`)

describeTaskStore('sqliteTasks', () => sqliteTasks({ file: newFile() }))

it('finds its tasks again, in a file that only its owner may read', async () => {
  const file = newFile()
  const first = sqliteTasks({ file })
  await first.add(aTask('a'), { perOwner: 1, total: 1, bytes: 1_000_000 })
  await first.close()
  const second = sqliteTasks({ file })
  expect(await second.get('a')).toEqual(aTask('a'))
  await second.close()
  expect(statSync(file).mode & 0o077).toBe(0)
})

it('is refused to a second store, at once and until the first is closed', async () => {
  const file = newFile()
  const first = sqliteTasks({ file })
  await first.open?.()
  symlinkSync(file, `${file}.other-name`)
  const began = performance.now()
  for (const name of [file, `${file}.other-name`])
    await expect((async () => sqliteTasks({ file: name }).tally())()).rejects.toThrow(
      `The tasks in ${name} are in use by another server: stop that one, name another file`,
    )
  expect(performance.now() - began).toBeLessThan(2_000)
  expect(await first.tally()).toMatchObject({ queued: 0 })
  await first.close()
  const second = sqliteTasks({ file })
  expect(await second.tally()).toMatchObject({ queued: 0 })
  await second.close()
})

it('says each time, and at once, that a file is of another version, and holds no lock on it', async () => {
  const file = join(folder, 'other.db')
  const other = new DatabaseSync(file, { timeout: 0 })
  other.exec('PRAGMA user_version = 9999')
  const store = sqliteTasks({ file })
  const began = performance.now()
  for (let time = 0; time < 3; time++)
    await expect((async () => store.tally())()).rejects.toThrow('another version of Plinth')
  // The first lock that is waited for takes five seconds.
  expect(performance.now() - began).toBeLessThan(4_000)
  other.exec('PRAGMA user_version = 0')
  expect(await store.tally()).toMatchObject({ queued: 0 })
  await store.close()
  other.close()
})
