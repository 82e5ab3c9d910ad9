import { connect, type Socket } from 'node:net'
import { start } from './child.ts'
import { bytesOf, echoCall, load, modernCall } from './load.ts'
import { median, spread, times } from './stats.ts'

const OPEN = 1_000
const CALLS = 4_000
const CONNECTIONS = 32

const listen = modernCall('subscriptions/listen', { notifications: { toolsListChanged: true } }, '')

/** Opens a subscription, and waits until it is acknowledged. */
const subscribe = (port: number): Promise<Socket> =>
  new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(bytesOf(listen, port)))
    let answer = ''
    socket.setEncoding('latin1').on('data', chunk => {
      answer += chunk
      if (answer.includes('subscriptions/acknowledged')) resolve(socket)
      else if (!answer.startsWith('HTTP/1.1 200'))
        reject(new Error(`no subscription: ${answer.slice(0, 500)}`))
    })
    socket.on('error', reject)
  })

/** Shows what subscriptions that are open cost: memory, and the calls beside them. */
export const compareSubscriptions = async (rounds: number): Promise<void> => {
  const running = await start('plinth', 1)
  const call = echoCall()
  const cpuOf = async (): Promise<number> => {
    const before = await running.cpu()
    await load(running.port, call, CALLS, CONNECTIONS)
    return ((await running.cpu()) - before) / CALLS
  }
  const sockets: Socket[] = []
  const figures = { without: [] as number[], with: [] as number[] }
  let mb = 0
  try {
    for (let round = 0; round < 8; round++) await cpuOf()
    for (let round = 0; round < rounds; round++) {
      figures.without.push(await cpuOf())
      const before = await running.rss()
      while (sockets.length < OPEN) sockets.push(await subscribe(running.port))
      mb = Math.max(mb, ((await running.rss()) - before) / 2 ** 20)
      figures.with.push(await cpuOf())
      for (const socket of sockets.splice(0)) socket.destroy()
    }
  } finally {
    for (const socket of sockets) socket.destroy()
    running.stop()
  }
  process.stdout.write(`\nA call beside ${OPEN} open subscriptions: ${rounds} interleaved rounds\n`)
  console.table({
    'without them': { 'CPU us/call': `${median(figures.without).toFixed(1)} (${spread(figures.without)})` },
    'with them': {
      'CPU us/call': `${median(figures.with).toFixed(1)} (${spread(figures.with)})`,
      'against without': times(median(figures.with), median(figures.without)),
      'memory, KB each': ((mb * 1024) / OPEN).toFixed(1),
    },
  })
}
