import type { OutputOf } from 'plinth'
import {
  type CommandSystem,
  commandTool,
  type Flags,
  type FreeArguments,
  type TargetPolicy,
} from 'plinth/command'
import { z } from 'zod'
import { correlationInput } from '../command-input.ts'
import { type Kit, LOOKS_AT_NETWORK, targetInput } from '../kit.ts'
import { salvage } from '../salvage.ts'
import { parseTraceroute, route } from './parse.ts'

const input = z.object({
  target: targetInput,
  max_hops: z.int().min(1).max(64).default(30).describe('How many hops to follow the path'),
  queries: z.int().min(1).max(10).default(3).describe('Probes for each hop'),
  wait_sec: z.number().min(1).max(30).default(5).describe('Seconds to wait for each answer'),
  resolve_names: z.boolean().default(false).describe('Also ask DNS for the names of the hops'),
  extra_args: z.string().max(10_240).optional().describe('Further flags of traceroute, such as "-I" (ICMP)'),
  timeout_sec: z.number().min(1).max(3600).optional().describe('Seconds that the whole may take'),
  correlation_id: correlationInput,
})

/** -I probes by ICMP, -T by TCP: both may need privileges. No flag chooses gateways, sources or packets. */
const FLAGS: Flags = {
  '-I': {},
  '-T': {},
  '-n': {},
  '-4': {},
  '-6': {},
  '-p': { value: 'int', min: 1, max: 65_535 },
  '-f': { value: 'int', min: 1, max: 64 },
  '-m': { value: 'int', min: 1, max: 64 },
  '-q': { value: 'int', min: 1, max: 10 },
  '-w': { value: 'number', min: 1, max: 30 },
  '-N': { value: 'int', min: 1, max: 16 },
}

/** The fields of the input, where `extra_args` does not say the same. */
function ownFlags(
  { max_hops, queries, wait_sec, resolve_names }: OutputOf<typeof input>,
  free: FreeArguments,
): string[] {
  const numbers = { '-m': max_hops, '-q': queries, '-w': wait_sec }
  const names = resolve_names || free.has('-n') ? [] : ['-n']
  const missing = Object.entries(numbers).filter(([flag]) => !free.has(flag))
  return [...names, ...missing.flatMap(([flag, value]) => [flag, `${value}`])]
}

export interface TracerouteToolOptions {
  readonly policy: TargetPolicy
  /** Where the tool meets the machine; for tests. */
  readonly system?: CommandSystem
}

/** Follows the path to a machine. */
export function tracerouteTool(kit: Kit, { policy, system }: TracerouteToolOptions) {
  const limits = kit.toolSettings.traceroute
  return commandTool({
    name: 'traceroute',
    command: 'traceroute',
    title: 'Traceroute',
    description:
      'Follows the path to one machine, hop by hop. Use it when ping or tcp_check get no answer, to see where the ' +
      'path ends, or to find the slow part of it. In "data": "completed" tells whether the machine itself ' +
      'answered; a hop with address null did not answer, which is common and means nothing if later hops do.',
    input,
    output: route,
    annotations: LOOKS_AT_NETWORK,
    tags: ['network', 'route'],
    aliases: ['TracertTool', 'TracerouteTool'],
    use: [salvage(parseTraceroute)],
    target: { policy },
    flags: FLAGS,
    args: (given, { free, target }) => [...ownFlags(given, free), ...free.tokens, target?.value ?? ''],
    parse: ({ stdout }) => parseTraceroute(stdout),
    progress(line, { max_hops }) {
      const hop = /^\s*(\d{1,2})\s+\S/.exec(line)?.[1]
      return hop === undefined ? undefined : { done: Number(hop), total: max_hops, message: `hop ${hop}` }
    },
    timeoutSec: limits.timeoutSec,
    concurrency: limits.concurrency,
    breaker: { threshold: limits.breakerThreshold, recoverySec: limits.breakerRecoverySec },
    installHint: 'Ask the operator to install traceroute (apt-get install traceroute)',
    ...(system && { system }),
  })
}
