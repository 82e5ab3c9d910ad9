import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import type { OperationEvent } from '../../events.ts'
import { Plinth } from '../../plinth.ts'
import { connect } from '../../testing/connect.ts'
import { fileResource, fileTools } from './file-tools.ts'
import { safeFiles } from './safe-files.ts'

const root = mkdtempSync(join(tmpdir(), 'file-tools-'))
writeFileSync(join(root, 'a.txt'), 'one\ntwo\n')
writeFileSync(join(root, 'b.bin'), Buffer.from([255, 0]))
const files = safeFiles({ roots: root, write: true })
const server = new Plinth({ name: 'files' })
for (const each of fileTools(files)) server.add(each)
server.add(fileResource(files))
const client = await connect(server)
const events: OperationEvent[] = []
server.runtime.events.subscribe(event => void events.push(event))
afterAll(async () => {
  await client.close()
  files.close()
  rmSync(root, { recursive: true })
})

it('reads, writes, finds and deletes', async () => {
  expect(await client.call('read_file', { path: 'a.txt', count: 1 })).toEqual({
    lines: ['one'],
    from: 1,
    more: true,
  })
  await client.call('write_file', { path: 'new/c.txt', content: 'c' })
  await expect(client.call('write_file', { path: 'new/c.txt', content: 'd' })).rejects.toThrow('already')
  await client.call('write_file', { path: 'new/c.txt', content: 'd', overwrite: true })
  await client.call('append_file', { path: 'new/c.txt', content: 'e' })
  expect(await client.call('read_file', { path: 'new/c.txt' })).toMatchObject({ lines: ['de'] })
  expect(await client.call('find_files', { pattern: '**/*.txt' })).toEqual({ paths: ['a.txt', 'new/c.txt'] })
  expect(await client.call('file_info', { path: 'new/c.txt' })).toMatchObject({ bytes: 2, kind: 'file' })
  await client.call('delete_file', { path: 'new/c.txt' })
  expect(await client.call('list_directory', { path: 'new' })).toEqual({ entries: [], more: false })
  expect(await client.call('list_directory')).toMatchObject({ entries: { length: 3 } })
})

it.each([
  ['read_file', {}, 'path: is missing'],
  ['read_file', { path: 1 }, 'path: must be a text'],
  ['read_file', { path: 'a.txt', from: 0 }, 'from: must be a whole number from 1 on'],
  ['write_file', { path: 'a.txt', content: '', overwrite: 'yes' }, 'overwrite: must be true or false'],
  ['read_file', { path: 'a.txt', mode: 1 }, 'mode: there is no such argument'],
])('%s refuses %j: %s', async (name, args, message) =>
  expect(client.call(name, args)).rejects.toThrow(message),
)

it('refusals reach those who watch, with the call and the rule', async () => {
  await expect(client.call('read_file', { path: '../../etc/passwd' })).rejects.toMatchObject({
    code: 'PERMISSION_DENIED',
    message: expect.not.stringContaining(root),
  })
  expect(events.filter(event => event.type === 'security.refused')).toEqual([
    expect.objectContaining({
      what: 'file',
      rule: 'traversal',
      origin: expect.objectContaining({ name: 'read_file' }),
    }),
  ])
})

it('files are resources, and a path that leads out is none', async () => {
  const read = (uri: string) => client.client.readResource({ uri })
  expect(await read('files://a.txt')).toMatchObject({ contents: [{ text: 'one\ntwo\n' }] })
  expect(await read('files://b.bin')).toMatchObject({ contents: [{ blob: '/wA=' }] })
  for (const uri of [
    'files://../x',
    'files://%2e%2e/x',
    'files:///etc/passwd',
    'files://.env',
    'files://a%00.txt',
  ])
    await expect(read(uri)).rejects.toThrow()
})

it('what can only be read has no tools to write', () => {
  const reading = safeFiles({ roots: root })
  expect(fileTools(reading).map(({ name }) => name)).toEqual([
    'read_file',
    'list_directory',
    'find_files',
    'file_info',
  ])
  reading.close()
})
