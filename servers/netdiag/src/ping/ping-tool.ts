import { type Callable, type Context, ToolError, type ToolInput, type ToolOutput, tool } from 'plinth'
import { z } from 'zod'
import { type Kit, LOOKS_AT_NETWORK, limitsOf, portInput, targetInput } from '../kit.ts'
import { present } from '../present.ts'
import type { Machine } from '../targets.ts'
import type { Dial } from '../tcp/dial.ts'
import type { pingCommand } from './ping-command.ts'
import { type PingReport, pingReport, pingStatistics } from './report.ts'
import { tcpPing } from './tcp-ping.ts'

const input = z.object({
  target: targetInput,
  count: z.int().min(1).max(20).default(4).describe('How many requests to send'),
  interval_sec: z.number().min(0.2).max(5).default(1).describe('Seconds from one request to the next'),
  wait_sec: z.number().min(0.5).max(10).default(2).describe('Seconds to wait for each answer'),
  method: z
    .enum(['auto', 'tcp'])
    .default('auto')
    .describe('auto: ICMP where the ping program can be used, else TCP. tcp: TCP in any case'),
  tcp_port: portInput.optional().describe('TCP: the port to connect to. Default: some likely ones'),
})

type Input = z.output<typeof input>
type PingCommand = ReturnType<typeof pingCommand>

/** Calls a tool that is not served, within the call of another. */
const handlerOf = <T extends Callable>(callable: T) =>
  callable.handler as (given: ToolInput<T>, ctx: Context) => Promise<ToolOutput<T>>

/** @returns the report, or why the ping program is of no use here */
async function byIcmp(
  command: PingCommand,
  machine: Machine,
  asked: Input,
  ctx: Context,
): Promise<PingReport | string> {
  const { count, interval_sec, wait_sec } = asked
  try {
    const { data } = await handlerOf(command)({ target: machine.address, count, interval_sec, wait_sec }, ctx)
    if (data === null) return 'The ping program gave no answer'
    const { sent, received, latenciesMs, problems } = data
    const note = problems.length > 0 ? problems.join('; ') : undefined
    return {
      ...machine,
      method: 'icmp',
      ...present({ note }),
      ...pingStatistics(sent, received, latenciesMs),
    }
  } catch (error) {
    if (!(error instanceof ToolError)) throw error
    return error.message
  }
}

async function byTcp(
  machine: Machine,
  asked: Input,
  ctx: Context,
  dial: Dial | undefined,
): Promise<PingReport> {
  const { count, interval_sec, wait_sec, tcp_port } = asked
  const { sent, received, latenciesMs, port } = await tcpPing(machine.address, {
    count,
    intervalMs: interval_sec * 1000,
    timeoutMs: wait_sec * 1000,
    signal: ctx.signal,
    onAttempt: done => ctx.progress(done, count),
    ...present({ port: tcp_port, dial }),
  })
  return { ...machine, method: 'tcp', ...present({ port }), ...pingStatistics(sent, received, latenciesMs) }
}

export interface PingToolOptions {
  readonly command: PingCommand
  /** Default: real connections. */
  readonly dial?: Dial
}

/** Tells whether a machine answers. */
export const pingTool = (kit: Kit, { command, dial }: PingToolOptions) =>
  tool(
    'ping',
    {
      title: 'Ping',
      description:
        'Tells whether one machine answers, how fast, and how much is lost. Read "method" before drawing ' +
        'conclusions: icmp means echo requests, which firewalls often drop, so that no answer does not prove the ' +
        'machine down; tcp means connections to likely ports, where a refusal counts as an answer.',
      input,
      output: pingReport,
      annotations: LOOKS_AT_NETWORK,
      tags: ['network'],
      ...limitsOf(kit, 'ping'),
      aliases: ['PingTool'],
    },
    async (asked, ctx) => {
      const machine = await kit.findMachine(asked.target, ctx.signal)
      if (asked.method === 'tcp') return byTcp(machine, asked, ctx, dial)
      const found = await byIcmp(command, machine, asked, ctx)
      if (typeof found !== 'string') return found
      return { ...(await byTcp(machine, asked, ctx, dial)), note: `Not by ICMP: ${found}` }
    },
  )
