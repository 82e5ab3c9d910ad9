import os from 'node:os'
import { tool } from 'plinth'
import { LOOKS_AT_THIS_MACHINE } from '../kit.ts'
import { describeInterfaces, interfacesReport } from './interfaces.ts'
import { listeningReport, listListeningPorts } from './listening-ports.ts'

export const interfacesTool = tool(
  'interfaces',
  {
    title: 'Network interfaces',
    description:
      'Lists the network interfaces of the machine that this server runs on, with their addresses, networks (cidr) ' +
      'and MAC addresses. Use it to find out which networks can be looked at from here.',
    output: interfacesReport,
    annotations: LOOKS_AT_THIS_MACHINE,
    tags: ['machine'],
    timeoutMs: 60_000,
  },
  () => describeInterfaces(os),
)

export const listeningPortsTool = tool(
  'listening_ports',
  {
    title: 'Listening ports',
    description:
      'Lists the TCP and UDP ports on which the machine that this server runs on takes connections, with the ' +
      'processes behind them where they can be seen. Use it to see whether a local service runs, and whether it ' +
      'is open to others (0.0.0.0, ::) or only to this machine (127.0.0.1, ::1).',
    output: listeningReport,
    annotations: LOOKS_AT_THIS_MACHINE,
    tags: ['machine'],
    timeoutMs: 60_000,
  },
  () => listListeningPorts(),
)
