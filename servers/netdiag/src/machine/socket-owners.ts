import { eachLimited } from '../each-limited.ts'

/** A process that holds a socket. */
export interface SocketOwner {
  readonly pid: number
  readonly process: string
}

/** What is needed of the file system. */
export interface ProcFiles {
  readFile(path: string): Promise<string>
  readdir(path: string): Promise<string[]>
  readlink(path: string): Promise<string>
}

const MAX_PROCESSES = 8192
const CONCURRENCY = 16

const orNothing = async <T>(reading: Promise<T>, nothing: T): Promise<T> => reading.catch(() => nothing)

async function socketsOf(files: ProcFiles, pid: string): Promise<string[]> {
  const folder = `/proc/${pid}/fd`
  const names = await orNothing(files.readdir(folder), [])
  const links = await Promise.all(names.map(name => orNothing(files.readlink(`${folder}/${name}`), '')))
  return links.map(link => /^socket:\[(\d+)\]$/.exec(link)?.[1]).filter(inode => inode !== undefined)
}

/**
 * Finds which processes hold the sockets with these inodes. Processes of other users are invisible to an
 * unprivileged server, and processes come and go: what cannot be read is left out.
 */
export async function socketOwners(
  files: ProcFiles,
  inodes: ReadonlySet<string>,
): Promise<Map<string, SocketOwner>> {
  const owners = new Map<string, SocketOwner>()
  const entries = await orNothing(files.readdir('/proc'), [])
  const pids = entries.filter(entry => /^\d+$/.test(entry)).slice(0, MAX_PROCESSES)
  await eachLimited(pids, CONCURRENCY, async pid => {
    const held = (await socketsOf(files, pid)).filter(inode => inodes.has(inode))
    if (held.length === 0) return
    const name = (await orNothing(files.readFile(`/proc/${pid}/comm`), '')).trim()
    for (const inode of held) owners.set(inode, { pid: Number(pid), process: name })
  })
  return owners
}
