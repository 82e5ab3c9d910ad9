import { type CommandSystem, commandTool, type TargetPolicy } from 'plinth/command'
import { z } from 'zod'
import type { ToolSettings } from '../tool-settings.ts'
import { parsePing } from './parse.ts'

const input = z.object({
  target: z.string(),
  count: z.int(),
  interval_sec: z.number(),
  wait_sec: z.number(),
})

const output = z.object({
  sent: z.number(),
  received: z.number(),
  latenciesMs: z.array(z.number()),
  problems: z.array(z.string()),
})

/** What ping says when nobody answered; other codes mean that it could not even ask. */
const NO_ANSWER = 1

export interface PingCommandOptions {
  readonly policy: TargetPolicy
  readonly settings: ToolSettings
  readonly system?: CommandSystem
}

/** The ping program, as a tool of its own that is not served: the tool `ping` stands on it. */
export const pingCommand = ({ policy, settings, system }: PingCommandOptions) =>
  commandTool({
    name: 'ping_program',
    command: 'ping',
    input,
    output,
    target: { policy },
    args: ({ count, interval_sec, wait_sec }, { target }) => [
      '-n',
      ...['-c', `${count}`],
      ...['-i', `${interval_sec}`],
      ...['-W', `${wait_sec}`],
      target?.value ?? '',
    ],
    okExitCodes: [0, NO_ANSWER],
    parse: ({ stdout }) => {
      const { latenciesMs, problems, ...counts } = parsePing(stdout)
      return { ...counts, latenciesMs: [...latenciesMs], problems: [...problems] }
    },
    progress(line, { count }) {
      const sequence = /(?:icmp_)?seq=(\d+)/.exec(line)?.[1]
      return sequence === undefined ? undefined : { done: Number(sequence), total: count }
    },
    timeoutSec: settings.timeoutSec,
    concurrency: settings.concurrency,
    breaker: { threshold: settings.breakerThreshold, recoverySec: settings.breakerRecoverySec },
    ...(system && { system }),
  })
