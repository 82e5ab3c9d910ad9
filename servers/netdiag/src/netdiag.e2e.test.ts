import { randomInt } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { createServer as createHttpServer } from 'node:http'
import { createServer, type Socket } from 'node:net'
import { needs } from '@plinth/test-support'
import { freePort } from '@plinth/test-support/ports'
import { connect } from 'plinth/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createNetdiag } from './server.ts'
import { listenOnLoopback } from './testing/loopback.ts'

const { server } = createNetdiag()
const { client, close } = await connect(server)

const greeting = createServer(socket => {
  socket.on('error', () => {})
  socket.write('SSH-2.0-OpenSSH_9.6p1 Ubuntu-3ubuntu13\r\n')
})
const web = createHttpServer((_, response) => {
  response.setHeader('Server', 'nginx/1.25.3')
  response.setHeader('Content-Type', 'text/html')
  response.end('<title>Lab</title>')
})
const silent = createServer()
const sockets = new Set<Socket>()
silent.on('connection', socket => sockets.add(socket.on('error', () => {})))
let ports: { ssh: number; http: number; silent: number; closed: number }

beforeAll(async () => {
  ports = {
    ssh: await listenOnLoopback(greeting),
    http: await listenOnLoopback(web),
    silent: await listenOnLoopback(silent),
    closed: await freePort(),
  }
})
afterAll(async () => {
  await close()
  for (const socket of sockets) socket.destroy()
  for (const one of [greeting, web, silent]) one.close()
})

/** The processes, zombies aside, that have all of these words among their arguments. */
const processesWith = (...words: readonly string[]): string[] =>
  readdirSync('/proc').filter(pid => {
    if (!/^\d+$/.test(pid)) return false
    try {
      const args = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')
      return words.every(word => args.some(arg => arg === word || arg.endsWith(`/${word}`)))
    } catch {
      return false
    }
  })

const call = async (name: string, args: Record<string, unknown>) => {
  const answer = await client.callTool({ name, arguments: args })
  expect(answer.isError, JSON.stringify(answer.content)).toBeFalsy()
  return { ...answer, structured: Object(answer.structuredContent) }
}

describe('tools that need no program', () => {
  it('checks ports', async () => {
    const { structured } = await call('tcp_check', {
      target: '127.0.0.1',
      ports: [ports.ssh, ports.closed],
      banner: true,
    })
    expect(structured.open).toEqual([ports.ssh])
    expect(structured.ports[0].banner).toContain('OpenSSH_9.6p1')
  })

  it('checks a web service', async () => {
    const { structured } = await call('http_check', { url: `http://127.0.0.1:${ports.http}/` })
    expect(structured).toMatchObject({ status: 200, headers: { server: 'nginx/1.25.3' } })
  })

  it('pings by TCP when it is told to', async () => {
    const args = { target: '127.0.0.1', method: 'tcp', tcp_port: ports.closed, count: 2, interval_sec: 0.2 }
    const { structured } = await call('ping', args)
    expect(structured).toMatchObject({
      method: 'tcp',
      reachable: true,
      sent: 2,
      received: 2,
      port: ports.closed,
    })
  })

  it('lists interfaces and listening ports', async () => {
    const interfaces = await call('interfaces', {})
    expect(JSON.stringify(interfaces.structured)).toContain('127.0.0.1/8')
    const listening = await call('listening_ports', {})
    expect(listening.structured.sockets).toContainEqual(
      expect.objectContaining({ port: ports.ssh, pid: process.pid }),
    )
  })

  it('gives results again, by id, and proposes ids', async () => {
    const answer = await call('tcp_check', { target: '127.0.0.1', ports: [ports.ssh] })
    const uri = String(answer._meta?.['plinth-netdiag/result'])
    expect(uri).toMatch(/^result:\/\/[0-9a-f-]{36}$/)
    const { contents } = await client.readResource({ uri })
    const [first] = contents
    expect(JSON.parse(first !== undefined && 'text' in first ? first.text : '')).toMatchObject({
      tool: 'tcp_check',
      result: answer.structured,
    })
    const { completion } = await client.complete({
      ref: { type: 'ref/resource', uri: 'result://{id}' },
      argument: { name: 'id', value: uri.slice('result://'.length, 'result://'.length + 8) },
    })
    expect(completion.values).toContain(uri.slice('result://'.length))
    await expect(client.readResource({ uri: 'result://nobody' })).rejects.toThrow('There is no result')
  })
})

needs('ping').describe('the ping program', () => {
  it('counts answers', async () => {
    const { structured } = await call('ping', { target: '127.0.0.1', count: 2, interval_sec: 0.2 })
    expect(structured).toMatchObject({
      method: 'icmp',
      reachable: true,
      sent: 2,
      received: 2,
      lossPercent: 0,
    })
    expect(structured.latencyMs.avg).toBeLessThan(100)
  })
})

needs('nmap').describe('nmap on loopback', () => {
  it('finds services, their versions, and what scripts read', { timeout: 60_000 }, async () => {
    const { structured } = await call('nmap', {
      target: '127.0.0.1',
      ports: `${ports.ssh},${ports.http},${ports.closed}`,
      scripts: ['http-title'],
      extra_args: '-sV --version-intensity 2 --reason',
      correlation_id: 'scan-1',
    })
    expect(structured).toMatchObject({ returncode: 0, timed_out: false, correlation_id: 'scan-1' })
    expect(structured.data).toMatchObject({ complete: true, hostsUp: 1, hostsTotal: 1 })
    const [host] = structured.data.hosts
    expect(host.addresses).toEqual([{ address: '127.0.0.1', type: 'ipv4' }])
    const of = (port: number) => host.ports.find((found: { port: number }) => found.port === port)
    expect(of(ports.ssh)).toMatchObject({
      state: 'open',
      service: { name: 'ssh', product: 'OpenSSH', version: '9.6p1 Ubuntu 3ubuntu13', method: 'probed' },
    })
    expect(of(ports.http)).toMatchObject({
      state: 'open',
      service: { product: 'nginx', version: '1.25.3' },
      scripts: [{ id: 'http-title', output: 'Lab' }],
    })
    expect(of(ports.closed)).toMatchObject({ state: 'closed' })
  })

  it.each(['safe', 'default', 'discovery', 'version'])(
    'understands the rule for the category %s',
    async category => {
      const extra_args = `--script ${category} -n`
      const { structured } = await call('nmap', { target: '127.0.0.1', ports: `${ports.closed}`, extra_args })
      expect(structured.data).toMatchObject({ complete: true, hostsUp: 1 })
    },
  )

  it.each(['quick', 'discovery', 'version'])('takes the template %s', { timeout: 60_000 }, async template => {
    const { structured } = await call('nmap', { target: '127.0.0.1', template, extra_args: '-n' })
    expect(structured.data).toMatchObject({ complete: true, hostsUp: 1 })
  })

  it('scans a network and IPv6', async () => {
    const network = await call('nmap', { target: '127.0.0.0/30', ports: `${ports.ssh}`, extra_args: '-n' })
    expect(network.structured.data.hostsTotal).toBe(4)
    const six = await call('nmap', { target: '::1', ports: 9, extra_args: '-n' })
    expect(six.structured.data.hosts[0]).toMatchObject({
      addresses: [{ address: '::1', type: 'ipv6' }],
      ports: [{ port: 9 }],
    })
  })

  it('writes no file, whatever it is told', async () => {
    const answer = await client.callTool({
      name: 'nmap',
      arguments: { target: '127.0.0.1', extra_args: '-oN out.txt' },
    })
    expect(answer.isError).toBe(true)
    expect(JSON.stringify(answer.content)).toContain('-oN')
  })

  it('ends the scan within a second when the call is cancelled', async () => {
    const mark = `${randomInt(1000, 3000)}s`
    const running = () => processesWith('nmap', mark)
    const controller = new AbortController()
    const scan = client.callTool(
      {
        name: 'nmap',
        arguments: {
          target: '127.0.0.1',
          ports: `${ports.silent}`,
          extra_args: `-sV -n --host-timeout ${mark}`,
        },
      },
      { signal: controller.signal },
    )
    await expect.poll(running, { timeout: 5000 }).toHaveLength(1)
    controller.abort()
    await expect(scan).rejects.toThrow()
    await expect.poll(running, { timeout: 1000, interval: 20 }).toEqual([])
  })

  it('gives up when time is up, and says what to do', async () => {
    const answer = await client.callTool({
      name: 'nmap',
      arguments: { target: '127.0.0.1', ports: `${ports.silent}`, extra_args: '-sV -n', timeout_sec: 1 },
    })
    expect(answer.isError).toBe(true)
    expect(answer._meta?.['dev.plinth/error']).toMatchObject({
      code: 'TIMEOUT',
      data: { timed_out: true, returncode: 124 },
    })
  })
})
