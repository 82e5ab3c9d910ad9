import { createServer, type Socket } from 'node:net'
import { needs } from '@plinth/test-support'
import { connect } from 'plinth/testing'
import { afterAll, expect } from 'vitest'
import { createNetdiag } from '../server.ts'
import { listenOnLoopback } from '../testing/loopback.ts'

const { client, close } = await connect(createNetdiag().server)
const sockets = new Set<Socket>()
/** A service that never says anything keeps nmap asking for a minute, without any progress of its own. */
const silent = createServer(socket => sockets.add(socket.on('error', () => {})))

afterAll(async () => {
  await close()
  for (const socket of sockets) socket.destroy()
  silent.close()
})

needs('nmap').it('a scan for versions tells every few seconds how far it is', async () => {
  const port = await listenOnLoopback(silent)
  const told: { readonly at: number; readonly progress: number; readonly total: number | undefined }[] = []
  const began = Date.now()
  await client.callTool(
    {
      name: 'nmap',
      arguments: { target: '127.0.0.1', template: 'version', ports: port, timeout_sec: 11 },
    },
    { onprogress: ({ progress, total }) => told.push({ at: Date.now() - began, progress, total }) },
  )
  const times = [0, ...told.map(({ at }) => at), Date.now() - began]
  const gaps = times.slice(1).map((at, index) => at - (times[index] ?? 0))
  expect(Math.max(...gaps)).toBeLessThan(8_000)
  expect(told.length).toBeGreaterThanOrEqual(2)
  for (const { progress, total } of told) expect(progress).toBeLessThanOrEqual(total ?? 100)
  const numbers = told.map(({ progress }) => progress)
  expect(numbers).toEqual([...new Set(numbers)].toSorted((a, b) => a - b))
})
