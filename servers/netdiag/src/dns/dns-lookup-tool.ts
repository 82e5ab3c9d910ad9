import { tool } from 'plinth'
import type { TargetPolicy } from 'plinth/command'
import { z } from 'zod'
import { invalid } from '../failures.ts'
import { type Kit, LOOKS_AT_NETWORK, limitsOf, portInput } from '../kit.ts'
import { checked } from '../targets.ts'
import { dnsLookup } from './lookup.ts'
import { addressOfReverseName, checkDnsName, reverseName } from './name.ts'
import { dnsReport, recordType } from './record.ts'

const input = z.object({
  name: z
    .string()
    .min(1)
    .max(253)
    .describe(
      'A lab name (db.lab.internal, _ldap._tcp.lab.internal), or a private address to find its names (PTR)',
    ),
  type: recordType.optional().describe('Default: A for a name, PTR for an address'),
  server: z
    .string()
    .max(253)
    .optional()
    .describe("DNS server to ask: a private address. Default: this machine's resolvers"),
  server_port: portInput.default(53).describe('Port of that server'),
  timeout_sec: z.number().min(0.5).max(60).default(5).describe('Seconds to wait for an answer'),
})

interface Question {
  readonly name: string
  readonly type: z.output<typeof recordType>
}

/** What is asked, if it may be: a question about a public name would leave the network, whoever is asked. */
function questionFor(
  given: string,
  type: z.output<typeof recordType> | undefined,
  policy: TargetPolicy,
): Question {
  const written = addressOfReverseName(given.toLowerCase()) ?? given
  const isAddress = /^[0-9.]+$/.test(written) || written.includes(':')
  if (!isAddress) return { name: checkDnsName(given, policy), type: type ?? 'A' }
  const { value } = policy.check(written)
  if (type === undefined || type === 'PTR') return { name: reverseName(value), type: 'PTR' }
  throw invalid(`An address has no ${type} records`, 'Leave out type to find the names of an address (PTR)')
}

export const dnsLookupTool = (kit: Kit, policy: TargetPolicy) =>
  tool(
    'dns_lookup',
    {
      title: 'DNS lookup',
      description:
        'Asks DNS for the records of a lab name, or for the names of a private address. Use it when a name does not ' +
        'lead where it should. "status" tells the outcome: NXDOMAIN (no such name) and NODATA (no records of this ' +
        'type) are answers, not errors. Public names are not asked for. /etc/hosts is not consulted.',
      input,
      output: dnsReport,
      annotations: LOOKS_AT_NETWORK,
      tags: ['network', 'dns'],
      ...limitsOf(kit, 'dns_lookup'),
    },
    async ({ name, type, server, server_port, timeout_sec }, ctx) => {
      const question = checked(() => questionFor(name, type, policy))
      const asked = server === undefined ? undefined : await kit.findMachine(server, ctx.signal)
      return dnsLookup(question.name, question.type, {
        timeoutMs: timeout_sec * 1000,
        signal: ctx.signal,
        ...(asked && { server: { address: asked.address, port: server_port } }),
      })
    },
  )
