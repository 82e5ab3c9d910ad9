import { createServer } from 'node:net'
import os from 'node:os'
import { needs } from '@plinth/test-support'
import { afterAll, describe, expect, it } from 'vitest'
import { listenOnLoopback } from '../testing/loopback.ts'
import { describeInterfaces } from './interfaces.ts'
import { listListeningPorts } from './listening-ports.ts'

const server = createServer()
afterAll(() => server.close())

describe('this machine', () => {
  it('has a loopback interface', () => {
    const { interfaces } = describeInterfaces(os)
    expect(interfaces.flatMap(({ addresses }) => addresses)).toContainEqual(
      expect.objectContaining({ address: '127.0.0.1', cidr: '127.0.0.1/8' }),
    )
  })

  needs({ what: 'Linux', present: () => os.platform() === 'linux' }).it(
    'lists a socket of this process under its name',
    async () => {
      const port = await listenOnLoopback(server)
      const { sockets } = await listListeningPorts()
      expect(sockets).toContainEqual(
        expect.objectContaining({
          protocol: 'tcp',
          address: '127.0.0.1',
          port,
          pid: process.pid,
          process: expect.any(String),
        }),
      )
    },
  )
})
