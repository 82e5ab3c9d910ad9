import { createServer, type Socket } from 'node:net'
import { freePort } from '@plinth/test-support/ports'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { listenOnLoopback } from '../testing/loopback.ts'
import { tcpCheck } from './check.ts'
import { dial } from './dial.ts'

const { signal } = new AbortController()
const sockets = new Set<Socket>()
const server = createServer(socket => {
  sockets.add(socket)
  socket.on('error', () => {}).on('close', () => sockets.delete(socket))
  socket.write('SSH-2.0-OpenSSH_9.6\u001b[2J\r\n')
})
const silent = createServer(socket => {
  sockets.add(socket)
  socket.on('error', () => {}).on('close', () => sockets.delete(socket))
})
const flood = createServer(socket => {
  socket.on('error', () => {})
  const write = () => {
    while (!socket.destroyed && socket.write('x'.repeat(65_536)));
    socket.once('drain', write)
  }
  write()
})
let ports: { talking: number; silent: number; flood: number; closed: number }

beforeAll(async () => {
  ports = {
    talking: await listenOnLoopback(server),
    silent: await listenOnLoopback(silent),
    flood: await listenOnLoopback(flood),
    closed: await freePort(),
  }
})

afterAll(() => {
  for (const socket of sockets) socket.destroy()
  for (const one of [server, silent, flood]) one.close()
})

describe('tcpCheck on loopback', () => {
  it('finds open and closed ports and reads bounded banners', async () => {
    const report = await tcpCheck({ address: '127.0.0.1' }, Object.values(ports), {
      timeoutMs: 300,
      banner: true,
      signal,
    })
    expect(report.open.toSorted()).toEqual([ports.talking, ports.silent, ports.flood].toSorted())
    const of = (port: number) => report.ports.find(checked => checked.port === port)
    expect(of(ports.talking)?.banner).toBe('SSH-2.0-OpenSSH_9.6\\x1b[2J\n')
    expect(of(ports.silent)).not.toHaveProperty('banner')
    expect(of(ports.flood)?.banner).toHaveLength(512)
    expect(of(ports.closed)).toMatchObject({ state: 'closed', code: 'ECONNREFUSED' })
  })

  it('leaves no connection behind', async () => {
    await expect.poll(() => sockets.size).toBe(0)
  })

  it('gives up a connection that is cancelled while it is made', async () => {
    const controller = new AbortController()
    const dialling = dial('127.0.0.1', ports.silent, { timeoutMs: 20_000, signal: controller.signal })
    controller.abort(new Error('enough'))
    await expect(dialling).rejects.toThrow('enough')
    const open = await dial('127.0.0.1', ports.silent, { timeoutMs: 1000, signal })
    await expect.poll(() => sockets.size).toBe(1)
    open.socket.destroy()
  })

  it('stops at once when it is cancelled', async () => {
    const controller = new AbortController()
    const started = performance.now()
    setTimeout(() => controller.abort(new Error('enough')), 50)
    await expect(
      tcpCheck({ address: '127.0.0.1' }, [ports.silent], {
        timeoutMs: 20_000,
        banner: true,
        signal: controller.signal,
      }),
    ).rejects.toThrow('enough')
    expect(performance.now() - started).toBeLessThan(500)
  })
})
