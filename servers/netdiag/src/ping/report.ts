import { z } from 'zod'
import { rounded } from '../rounded.ts'

/** What `ping` returns. */
export const pingReport = z.object({
  address: z.string(),
  name: z.string().optional(),
  method: z
    .enum(['icmp', 'tcp'])
    .describe('icmp: echo requests. tcp: connections; a refusal counts as an answer'),
  note: z.string().optional().describe('Why it was not done by ICMP, or what stood in the way'),
  port: z.number().optional().describe('TCP: the port that answered'),
  reachable: z.boolean(),
  sent: z.number(),
  received: z.number(),
  lossPercent: z.number(),
  latencyMs: z
    .object({ min: z.number(), avg: z.number(), max: z.number(), deviation: z.number() })
    .optional(),
})

export type PingReport = z.output<typeof pingReport>

/** Counts and statistics of round trips in milliseconds. */
export function pingStatistics(
  sent: number,
  received: number,
  latenciesMs: readonly number[],
): Pick<PingReport, 'reachable' | 'sent' | 'received' | 'lossPercent' | 'latencyMs'> {
  const counts = {
    reachable: received > 0,
    sent,
    received,
    lossPercent: sent === 0 ? 100 : Math.round((1 - received / sent) * 1000) / 10,
  }
  if (latenciesMs.length === 0) return counts
  const avg = latenciesMs.reduce((sum, ms) => sum + ms, 0) / latenciesMs.length
  const variance = latenciesMs.reduce((sum, ms) => sum + (ms - avg) ** 2, 0) / latenciesMs.length
  return {
    ...counts,
    latencyMs: {
      min: rounded(Math.min(...latenciesMs)),
      avg: rounded(avg),
      max: rounded(Math.max(...latenciesMs)),
      deviation: rounded(Math.sqrt(variance)),
    },
  }
}
