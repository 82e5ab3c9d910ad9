import type { NetworkInterfaceInfo } from 'node:os'
import { z } from 'zod'
import { present } from '../present.ts'

const networkInterface = z.object({
  name: z.string(),
  mac: z.string().optional().describe('Absent where the interface has none, as loopback and tunnels'),
  internal: z.boolean().describe('Whether it reaches only this machine'),
  addresses: z.array(
    z.object({
      address: z.string(),
      family: z.enum(['IPv4', 'IPv6']),
      cidr: z.string().optional().describe('The network that it is in'),
      scopeId: z.number().optional().describe('IPv6 link-local addresses: the number of the interface'),
    }),
  ),
})

/** What `interfaces` returns. */
export const interfacesReport = z.object({ hostname: z.string(), interfaces: z.array(networkInterface) })

export type InterfacesReport = z.output<typeof interfacesReport>

/** What is needed of `node:os`. */
export interface Machine {
  hostname(): string
  networkInterfaces(): NodeJS.Dict<NetworkInterfaceInfo[]>
}

const NO_MAC = '00:00:00:00:00:00'

/** Lists the interfaces of this machine that are up, with their addresses. */
export function describeInterfaces(machine: Machine): InterfacesReport {
  const interfaces = Object.entries(machine.networkInterfaces()).map(([name, found = []]) => {
    const mac = found.find(info => info.mac !== NO_MAC)?.mac
    return {
      name,
      ...present({ mac }),
      internal: found.every(info => info.internal),
      addresses: found.map(info => ({
        address: info.address,
        family: info.family,
        ...present({
          cidr: info.cidr ?? undefined,
          scopeId: info.family === 'IPv6' && info.scopeid ? info.scopeid : undefined,
        }),
      })),
    }
  })
  return { hostname: machine.hostname(), interfaces }
}
