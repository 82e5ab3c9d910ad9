import { tool } from 'plinth'
import { z } from 'zod'
import { type Kit, LOOKS_AT_NETWORK, limitsOf, portInput, targetInput } from '../kit.ts'
import { tcpCheck, tcpReport } from './check.ts'

const input = z.object({
  target: targetInput,
  ports: z.array(portInput).min(1).max(100).describe('Ports to try, at most 100'),
  timeout_sec: z.number().min(0.1).max(30).default(3).describe('Seconds to wait for each port'),
  banner: z
    .boolean()
    .default(false)
    .describe('Also wait up to a second for what each open service says by itself'),
})

export const tcpCheckTool = (kit: Kit) =>
  tool(
    'tcp_check',
    {
      title: 'TCP port check',
      description:
        'Connects to given TCP ports of one machine and tells which are open. Use it to see whether a service is ' +
        'reachable; use nmap to find out which ports there are. "closed" means the machine answered and nothing ' +
        'listens; "filtered" means no answer, as behind a firewall. Nothing is sent to the services.',
      input,
      output: tcpReport,
      annotations: LOOKS_AT_NETWORK,
      tags: ['network', 'tcp'],
      ...limitsOf(kit, 'tcp_check'),
    },
    async ({ target, ports, timeout_sec, banner }, ctx) => {
      return tcpCheck(await kit.findMachine(target, ctx.signal), ports, {
        timeoutMs: timeout_sec * 1000,
        banner,
        signal: ctx.signal,
        onPort: done => ctx.progress(done, ports.length),
      })
    },
  )
