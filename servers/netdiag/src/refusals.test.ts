import type { OperationEvent } from 'plinth'
import { connect } from 'plinth/testing'
import { expect, it } from 'vitest'
import { createNetdiag } from './server.ts'

it.each<[tool: string, args: Record<string, unknown>, what: string, rule: string]>([
  ['ping', { target: '8.8.8.8' }, 'target', 'not-allowed'],
  ['nmap', { target: 'example.com' }, 'target', 'not-allowed'],
  ['nmap', { target: '10.0.0.1', extra_args: '-oN file' }, 'flag', 'flag'],
  ['nmap', { target: '10.0.0.1', extra_args: '-A' }, 'flag', 'intrusive'],
  ['nmap', { target: '10.0.0.1', scripts: ['exploit'] }, 'code', 'never'],
  ['traceroute', { target: '8.8.8.8' }, 'target', 'not-allowed'],
  ['dns_lookup', { name: 'example.com' }, 'target', 'not-allowed'],
  ['tcp_check', { target: '8.8.8.8', ports: [80] }, 'target', 'not-allowed'],
  ['tls_inspect', { target: '8.8.8.8' }, 'target', 'not-allowed'],
  ['http_check', { url: 'http://8.8.8.8/' }, 'target', 'not-allowed'],
  ['http_check', { url: 'http://ann:secret@10.0.0.1/' }, 'url', 'credentials'],
])('%s tells of what it refuses: %j', async (tool, args, what, rule) => {
  const { server } = createNetdiag()
  const events: OperationEvent[] = []
  server.runtime.events.subscribe(event => event.type === 'security.refused' && events.push(event))
  const client = await connect(server)
  await expect(client.call(tool, args)).rejects.toMatchObject({ code: 'VALIDATION_ERROR' })
  expect(events).toMatchObject([{ what, rule, origin: { name: tool } }])
  expect(JSON.stringify(events)).not.toContain('secret@')
  await client.close()
})
