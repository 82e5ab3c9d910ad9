import { describe, expect, it } from 'vitest'
import { listeningReport, listListeningPorts } from './listening-ports.ts'
import type { ProcFiles } from './socket-owners.ts'

const line = (local: string, inode: number) =>
  `   0: ${local} 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 ${inode} 1 f 100 0 0 10 0\n`

const contents: Readonly<Record<string, string>> = {
  '/proc/net/tcp': `header\n${line('00000000:0050', 11)}${line('0100007F:0016', 12)}`,
  '/proc/7/comm': 'nginx\n',
}
const folders: Readonly<Record<string, string[]>> = {
  '/proc': ['1', '7', 'net', 'self', '9'],
  '/proc/7/fd': ['0', '3', '4'],
  '/proc/9/fd': ['1'],
}
const links: Readonly<Record<string, string>> = {
  '/proc/7/fd/0': '/dev/null',
  '/proc/7/fd/3': 'socket:[11]',
  '/proc/7/fd/4': 'socket:[999]',
}

const from =
  <T>(table: Readonly<Record<string, T>>) =>
  async (path: string): Promise<T> => {
    const found = table[path]
    if (found === undefined) throw Object.assign(new Error(path), { code: 'EACCES' })
    return found
  }
const files: ProcFiles = { readFile: from(contents), readdir: from(folders), readlink: from(links) }

describe('listListeningPorts', () => {
  it('names the process where it can be seen', async () => {
    const report = await listListeningPorts('linux', files)
    expect(listeningReport.parse(report)).toEqual(report)
    expect(report).toEqual({
      supported: true,
      sockets: [
        { protocol: 'tcp', address: '127.0.0.1', port: 22, uid: 0 },
        { protocol: 'tcp', address: '0.0.0.0', port: 80, uid: 0, pid: 7, process: 'nginx' },
      ],
    })
  })

  it('says so where there are no such tables', async () => {
    expect(await listListeningPorts('darwin', files)).toEqual({
      supported: false,
      reason: 'Listening ports can be read on Linux only, not on darwin',
      sockets: [],
    })
  })
})
