import { execFileSync, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import type { Need } from '@plinth/test-support'

/** Network namespaces in a row, each a router for the ones behind it. */
export interface NetworkChain {
  /** The name of the first namespace, from which the others are hops. */
  readonly start: string
  /** The address of each hop, as traceroute sees it from the first namespace. */
  readonly hops: readonly string[]
  remove(): void
}

const ip = (...args: readonly string[]) =>
  execFileSync('ip', [...args], { stdio: ['ignore', 'pipe', 'pipe'] })

/** That this process may make network namespaces. */
export const networkNamespaces: Need = {
  what: 'permission to make network namespaces',
  present() {
    const name = `probe-${randomBytes(4).toString('hex')}`
    const { status } = spawnSync('ip', ['netns', 'add', name], { stdio: 'ignore' })
    if (status !== 0) return false
    spawnSync('ip', ['netns', 'delete', name])
    return true
  },
}

/** Joins two namespaces by a cable: `10.213.n.1` on the near end, `10.213.n.2` on the far one. */
function join(near: string, far: string, number: number): void {
  ip('-n', near, 'link', 'add', `v${number}`, 'type', 'veth', 'peer', 'name', `w${number}`, 'netns', far)
  const ends = [
    [near, `v${number}`, 1],
    [far, `w${number}`, 2],
  ] as const
  for (const [namespace, device, last] of ends) {
    ip('-n', namespace, 'address', 'add', `10.213.${number}.${last}/24`, 'dev', device)
    ip('-n', namespace, 'link', 'set', device, 'up')
  }
}

function route(names: readonly string[], length: number): void {
  for (const [at, name] of names.entries()) {
    ip('netns', 'exec', name, 'sh', '-c', 'echo 1 > /proc/sys/net/ipv4/ip_forward')
    for (let number = at + 2; number <= length; number += 1)
      ip('-n', name, 'route', 'add', `10.213.${number}.0/24`, 'via', `10.213.${at + 1}.2`)
    for (let number = 1; number < at; number += 1)
      ip('-n', name, 'route', 'add', `10.213.${number}.0/24`, 'via', `10.213.${at}.1`)
  }
}

/**
 * Makes a chain of `length` hops out of `length + 1` namespaces. Nothing outside of them is touched. When making it
 * fails, what was made is removed.
 */
export function networkChain(length: number): NetworkChain {
  const prefix = `chain-${randomBytes(4).toString('hex')}`
  const names = Array.from({ length: length + 1 }, (_, number) => `${prefix}-${number}`)
  const remove = () => {
    for (const name of names) spawnSync('ip', ['netns', 'delete', name])
  }
  try {
    for (const name of names) {
      ip('netns', 'add', name)
      ip('-n', name, 'link', 'set', 'lo', 'up')
    }
    for (const [index, far] of names.slice(1).entries()) join(names[index] ?? '', far, index + 1)
    route(names, length)
  } catch (error) {
    remove()
    throw error
  }
  const hops = Array.from({ length }, (_, index) => `10.213.${index + 1}.2`)
  return { start: names[0] ?? '', hops, remove }
}
