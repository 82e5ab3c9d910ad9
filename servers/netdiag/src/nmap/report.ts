import { z } from 'zod'

const address = z.object({
  address: z.string(),
  type: z.enum(['ipv4', 'ipv6', 'mac', 'unknown']),
  vendor: z.string().optional().describe('Maker of the network card, known for MAC addresses only'),
})

const service = z.object({
  name: z.string(),
  product: z.string().optional(),
  version: z.string().optional(),
  extraInfo: z.string().optional(),
  tunnel: z.string().optional().describe('"ssl" when the service speaks through TLS'),
  method: z
    .string()
    .optional()
    .describe('"probed" was seen on the wire, "table" is a guess from the port number'),
  confidence: z.number().optional().describe('0 to 10'),
  cpe: z.array(z.string()),
})

const script = z.object({ id: z.string(), output: z.string() })

const port = z.object({
  protocol: z.string(),
  port: z.number(),
  state: z.string().describe('open, closed, filtered, or a combination when nmap cannot tell'),
  reason: z.string().optional(),
  service: service.optional(),
  scripts: z.array(script),
})

const operatingSystem = z.object({
  name: z.string(),
  accuracy: z.number().describe('Percent'),
  family: z.string().optional(),
  vendor: z.string().optional(),
  generation: z.string().optional(),
  cpe: z.array(z.string()),
})

const host = z.object({
  status: z.string().describe('up, down or unknown'),
  reason: z.string().optional(),
  addresses: z.array(address),
  hostnames: z.array(z.object({ name: z.string(), type: z.string() })),
  ports: z.array(port),
  otherPorts: z
    .array(z.object({ state: z.string(), count: z.number() }))
    .describe('Ports that are not listed one by one, counted by state'),
  os: z.array(operatingSystem).describe('Best match first'),
  scripts: z.array(script),
  uptimeSec: z.number().optional(),
  distance: z.number().optional().describe('Hops away'),
})

/** What nmap found, as the `nmap` tool returns it. */
export const nmapReport = z.object({
  complete: z
    .boolean()
    .describe('false: nmap was stopped, or its output cut; the hosts it had finished are here'),
  nmapVersion: z.string().optional(),
  arguments: z.string().optional(),
  startedAt: z.string().optional().describe('ISO 8601'),
  elapsedSec: z.number().optional(),
  summary: z.string().optional(),
  error: z.string().optional().describe("nmap's own message when the scan failed"),
  hostsUp: z.number(),
  hostsDown: z.number(),
  hostsTotal: z.number(),
  hosts: z.array(host),
})

export type NmapReport = z.output<typeof nmapReport>
export type NmapHost = z.output<typeof host>
export type NmapPort = z.output<typeof port>
export type NmapService = z.output<typeof service>
export type NmapScript = z.output<typeof script>
export type NmapOs = z.output<typeof operatingSystem>
