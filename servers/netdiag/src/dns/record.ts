import { z } from 'zod'

/** The kinds of records that can be asked for. */
export const recordType = z.enum(['A', 'AAAA', 'CNAME', 'MX', 'NS', 'TXT', 'SRV', 'PTR', 'SOA'])

export type RecordType = z.output<typeof recordType>

const answer = z.object({
  value: z.string().describe('The record as a zone file would write it'),
  ttlSec: z.number().optional(),
  priority: z.number().optional().describe('MX and SRV: the lowest is used first'),
  weight: z.number().optional(),
  port: z.number().optional(),
})

/** What `dns_lookup` returns. */
export const dnsReport = z.object({
  name: z.string().describe('The name that was asked for; for PTR the one made of the address'),
  type: recordType,
  status: z
    .enum(['NOERROR', 'NODATA', 'NXDOMAIN', 'SERVFAIL', 'REFUSED', 'FORMERR', 'NOTIMP'])
    .describe('NXDOMAIN: there is no such name. NODATA: there is, without records of this type'),
  answers: z.array(answer),
  server: z.string().optional().describe("The server that was asked; absent: this machine's own resolvers"),
  durationMs: z.number(),
})

export type DnsReport = z.output<typeof dnsReport>
export type DnsAnswer = z.output<typeof answer>
export type DnsStatus = DnsReport['status']
