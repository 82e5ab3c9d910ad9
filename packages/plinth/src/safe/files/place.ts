import { closeSync, constants, existsSync, fstatSync, openSync, realpathSync, type Stats } from 'node:fs'
import { type FileHandle, lstat, open, realpath } from 'node:fs/promises'
import { join } from 'node:path'

/** A file or directory that was reached, held so that nobody can put another in its place. */
export interface Place {
  readonly stats: Stats
  /** The path by which this very place is reached, whatever its name leads to by now. */
  readonly at: string
  close(): Promise<void>
}

/** How places are reached from places. */
export interface Walker {
  /** Opens a directory for as long as the walker is used. */
  root(directory: string): { readonly place: Place; readonly close: () => void }
  /** What is under this name in that directory; of a link the link itself. */
  step(from: Place, name: string): Promise<Place>
  /** Opens the contents of a place. */
  contents(place: Place, flags: number): Promise<FileHandle>
}

// Of Linux on every architecture that Node runs on; Node has no name for it.
const O_PATH = 0o10000000
const { O_DIRECTORY, O_NOFOLLOW, O_NONBLOCK, O_RDONLY } = constants

const viaHandle = (fd: number): string => `/proc/self/fd/${fd}`

/**
 * Each place is held by a handle, and the next is looked up from that handle: names above it may change as they like. A
 * handle of this kind opens nothing, so that devices and pipes do not notice.
 */
const byHandles: Walker = {
  root(directory) {
    const fd = openSync(directory, O_PATH | O_DIRECTORY)
    const place = { stats: fstatSync(fd), at: viaHandle(fd), close: async () => {} }
    return { place, close: () => closeSync(fd) }
  },
  async step(from, name) {
    const handle = await open(`${from.at}/${name}`, O_PATH | O_NOFOLLOW)
    try {
      return { stats: await handle.stat(), at: viaHandle(handle.fd), close: () => handle.close() }
    } catch (error) {
      await handle.close()
      throw error
    }
  },
  contents: (place, flags) => open(place.at, flags),
}

/** Where there is no `/proc`: links are looked for before and after, and a fast enough writer can slip in between. */
const byNames: Walker = {
  root(directory) {
    const at = realpathSync(directory)
    const fd = openSync(at, O_RDONLY)
    const stats = fstatSync(fd)
    closeSync(fd)
    if (!stats.isDirectory()) throw new Error('it is no directory')
    return { place: { stats, at, close: async () => {} }, close: () => {} }
  },
  async step(from, name) {
    const at = join(from.at, name)
    return { stats: await lstat(at), at, close: async () => {} }
  },
  async contents(place, flags) {
    const handle = await open(place.at, flags | (O_NOFOLLOW ?? 0) | (O_NONBLOCK ?? 0))
    try {
      const { dev, ino } = await handle.stat()
      if (dev === place.stats.dev && ino === place.stats.ino && (await realpath(place.at)) === place.at)
        return handle
      throw Object.assign(new Error('Another file was put in its place'), { code: 'ENOENT' })
    } catch (error) {
      await handle.close()
      throw error
    }
  },
}

/** Whether places can be held here: on Linux with `/proc`. */
export const canHold = process.platform === 'linux' && existsSync('/proc/self/fd')

export const walkerOf = (hold: boolean): Walker => (hold ? byHandles : byNames)
