import { once } from 'node:events'
import { createServer } from 'node:net'

/** Below what systems give to outgoing connections: one of those could take the port before the test does. */
const FIRST = 20_000
const COUNT = 12_000
const TRIES = 100

const given = new Set<number>()

const isFree = async (port: number): Promise<boolean> => {
  const server = createServer().listen(port, '127.0.0.1')
  const free = await once(server, 'listening').then(
    () => true,
    () => false,
  )
  if (!free) return false
  server.close()
  await once(server, 'close')
  return true
}

/** A port of this machine that was free a moment ago, and that is given to nobody else in this process. */
export const freePort = async (): Promise<number> => {
  for (let tried = 0; tried < TRIES; tried++) {
    const port = FIRST + Math.floor(Math.random() * COUNT)
    if (given.has(port)) continue
    given.add(port)
    if (await isFree(port)) return port
  }
  throw new Error(`${TRIES} ports between ${FIRST} and ${FIRST + COUNT} are taken`)
}
