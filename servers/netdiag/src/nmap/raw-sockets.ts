import { readFileSync } from 'node:fs'

const CAP_NET_RAW = 13n

/** What nmap may do on this machine. */
export interface RawSocketAccess {
  /** Whether it may open raw sockets. */
  readonly allowed: boolean
  /** Whether it has to be told that it may not: it believes that root always may. */
  readonly pretends: boolean
}

/** Whether a process may open raw sockets, from what the kernel says of it in `/proc/<pid>/status`. */
export function rawSocketAccess(status: string): RawSocketAccess {
  const uid = /^Uid:\s+\d+\s+(\d+)/m.exec(status)?.[1]
  const capabilities = /^CapEff:\s+([0-9a-f]{1,16})$/m.exec(status)?.[1]
  const isRoot = uid === '0'
  const mayOpen = capabilities !== undefined && ((BigInt(`0x${capabilities}`) >> CAP_NET_RAW) & 1n) === 1n
  return { allowed: isRoot && mayOpen, pretends: isRoot && !mayOpen }
}

/** What this process may do; elsewhere than on Linux only what works without privileges is relied on. */
export function ownRawSocketAccess(): RawSocketAccess {
  try {
    return rawSocketAccess(readFileSync('/proc/self/status', 'utf8'))
  } catch {
    return { allowed: false, pretends: false }
  }
}
