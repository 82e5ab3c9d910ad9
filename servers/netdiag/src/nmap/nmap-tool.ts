import type { OutputOf } from 'plinth'
import {
  type Checked,
  type CommandSystem,
  commandTool,
  literal,
  type Piece,
  parseFreeArguments,
  type TargetPolicy,
  tokenize,
} from 'plinth/command'
import { z } from 'zod'
import { correlationInput } from '../command-input.ts'
import { invalid } from '../failures.ts'
import { type Kit, LOOKS_AT_NETWORK, portInput } from '../kit.ts'
import { salvage } from '../salvage.ts'
import { nmapAllowlist, type ScanPolicy, type ScanRequest, scanArguments } from './arguments.ts'
import { NMAP_FLAGS } from './flags.ts'
import { progressReader } from './progress.ts'
import type { RawSocketAccess } from './raw-sockets.ts'
import { nmapReport } from './report.ts'
import { TEMPLATE_NAMES, templateHelp } from './templates.ts'
import { parseNmapXml } from './xml.ts'

const NO_PORTS = 'is no port, and no list such as "22,80,8000-8100" of at most 1000 characters'

const input = z.object({
  target: z
    .string()
    .min(1)
    .max(253)
    .describe('A private address, a network in CIDR notation of at most 1024 addresses, or a lab name'),
  template: z.enum(TEMPLATE_NAMES).optional().describe(templateHelp()),
  ports: z
    .union([z.string(NO_PORTS).min(1, NO_PORTS).max(1000, NO_PORTS), portInput], { error: NO_PORTS })
    .optional()
    .describe('Ports such as "22,80,8000-8100"; "-" for all; a single one also as a number'),
  scripts: z
    .array(z.string().min(1).max(64))
    .max(20)
    .optional()
    .describe('Scripts by name (http-title, ssl-cert), or categories: default, safe, discovery, version'),
  extra_args: z.string().max(10_240).optional().describe('Further flags of nmap, such as "-T3 --reason"'),
  timeout_sec: z.number().min(1).max(3600).optional().describe('Seconds that the scan may take. Default 600'),
  correlation_id: correlationInput,
})

type Input = OutputOf<typeof input>

export interface NmapToolOptions {
  readonly policy: TargetPolicy
  readonly allowIntrusive: boolean
  readonly rawSockets: RawSocketAccess
  /** Where the tool meets the machine; for tests. */
  readonly system?: CommandSystem
}

const MAX_EXTRA_ARGS = 10_240

const requestOf = ({ template, ports, scripts }: Input, extra: ScanRequest['extra']): ScanRequest => ({
  template,
  // Clients make a number of "80" where they find one that fits.
  ports: ports === undefined ? undefined : `${ports}`,
  scripts,
  extra,
})

/** What is wrong with a scan is told at once, and not when the scan before it has ended. */
function checkEarly(input: Input, policy: ScanPolicy): void {
  const extra = parseFreeArguments(tokenize(input.extra_args ?? '', MAX_EXTRA_ARGS), nmapAllowlist)
  scanArguments(requestOf(input, extra), policy)
}

/** Strings of arguments may hold no blanks, which the rules for scripts need. */
const piece = (argument: string): Piece => (argument.includes(' ') ? literal(argument) : argument)

function familyFlag({ target, free }: Checked): string[] {
  const isV6 = target?.family === 6
  if (!isV6 && free.has('-6')) {
    throw invalid(
      '-6 scans IPv6, and the target is an IPv4 address',
      'Leave out -6: it is added where it is needed',
    )
  }
  return isV6 && !free.has('-6') ? ['-6'] : []
}

/** Scans machines and networks with nmap. */
export function nmapTool(kit: Kit, { policy, allowIntrusive, rawSockets, system }: NmapToolOptions) {
  const scanPolicy: ScanPolicy = { allowIntrusive, rawSockets: rawSockets.allowed }
  const limits = kit.toolSettings.nmap
  const readers = new WeakMap<Input, ReturnType<typeof progressReader>>()
  return commandTool({
    name: 'nmap',
    command: 'nmap',
    title: 'nmap scan',
    description:
      'Scans one machine, or a private network of at most 1024 addresses, for open ports, services and their ' +
      'versions. Start with template quick, or discovery for a network; standard adds versions; thorough takes ' +
      'minutes for each host. For single known ports tcp_check is faster. In "data", read "hosts": each has "ports" ' +
      'with state and service; ports that are not listed are counted in "otherPorts". complete: false means that ' +
      'the scan was cut short and the hosts finished until then are listed. One scan runs at a time; long scans ' +
      'report progress.',
    input,
    output: nmapReport,
    annotations: LOOKS_AT_NETWORK,
    // Scans take longer than clients wait.
    task: 'optional',
    tags: ['network', 'scan'],
    aliases: ['NmapTool'],
    use: [salvage(parseNmapXml)],
    target: { policy, cidr: true },
    flags: NMAP_FLAGS,
    prepare(given) {
      checkEarly(given, scanPolicy)
      const prepared = { ...given }
      readers.set(prepared, progressReader())
      return prepared
    },
    args: (given, checked) => [
      literal('-oX'),
      literal('-'),
      '--stats-every',
      '2s',
      ...scanArguments(requestOf(given, checked.free), scanPolicy).map(piece),
      ...familyFlag(checked),
      ...(rawSockets.pretends ? ['--unprivileged'] : []),
      checked.target?.value ?? '',
    ],
    parse: ({ stdout }) => parseNmapXml(stdout),
    progress: (line, given) => readers.get(given)?.(line),
    info: () => ({ templates: TEMPLATE_NAMES, intrusive: allowIntrusive, raw_sockets: rawSockets.allowed }),
    timeoutSec: limits.timeoutSec,
    concurrency: limits.concurrency,
    breaker: { threshold: limits.breakerThreshold, recoverySec: limits.breakerRecoverySec },
    installHint: 'Ask the operator to install nmap (apt-get install nmap); tcp_check works without it',
    ...(system && { system }),
  })
}
