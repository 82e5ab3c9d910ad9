import type { Socket } from 'node:net'
import { printable } from '../printable.ts'

export const MAX_BANNER_BYTES = 512

/**
 * What a service says by itself, without being asked: at most 512 bytes, within `timeoutMs`. Nothing is sent.
 *
 * @returns undefined when it says nothing
 */
export const readBanner = (
  socket: Socket,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<string | undefined> => {
  const { promise, resolve } = Promise.withResolvers<string | undefined>()
  const chunks: Buffer[] = []
  let size = 0
  const finish = () => {
    clearTimeout(timer)
    signal.removeEventListener('abort', finish)
    socket.destroy()
    resolve(size === 0 ? undefined : printable(Buffer.concat(chunks).subarray(0, MAX_BANNER_BYTES)))
  }
  const timer = setTimeout(finish, timeoutMs)
  signal.addEventListener('abort', finish, { once: true })
  socket.on('data', chunk => {
    chunks.push(chunk)
    size += chunk.length
    if (size >= MAX_BANNER_BYTES || chunk.includes(0x0a)) finish()
  })
  socket.once('close', finish)
  return promise
}
