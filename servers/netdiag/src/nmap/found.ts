/** What a scan has found so far. */
export interface FoundReader {
  /** Takes one line of nmap's XML. */
  read(line: string): void
  /** Of the machines that are up, as many as fit into a sentence; empty while there are none. */
  summary(): string
}

/** Addresses are nmap's own words; names of machines are somebody else's, and stay out. */
const ADDRESS = /<address addr="([0-9a-f.:]{2,45})" addrtype="ipv[46]"/
const MOST_NAMED = 5

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`

/** Which element a line opens that tells of a machine that is up. */
const opened = (line: string): 'hint' | 'host' | undefined => {
  if (!line.includes('state="up"')) return undefined
  if (line.startsWith('<hosthint>')) return 'hint'
  return line.startsWith('<host ') ? 'host' : undefined
}

/** Reads the machines out of nmap's output while it runs: those that answered, and those that were looked at. */
export function foundReader(): FoundReader {
  const up = new Set<string>()
  let inside: 'hint' | 'host' | undefined
  let scanned = 0
  let open = 0
  return {
    read(line) {
      inside = opened(line) ?? inside
      if (inside === undefined) return
      const [, address] = ADDRESS.exec(line) ?? []
      if (address !== undefined) up.add(address)
      if (inside === 'host') open += line.match(/<state state="open"/g)?.length ?? 0
      if (!line.startsWith('</host>') && !line.startsWith('</hosthint>')) return
      if (inside === 'host') scanned += 1
      inside = undefined
    },
    summary() {
      if (up.size === 0) return ''
      const named = [...up].slice(0, MOST_NAMED)
      const more = up.size > named.length ? ` and ${up.size - named.length} more` : ''
      const looked = scanned > 0 ? `; ${scanned} scanned, ${counted(open, 'open port')}` : ''
      return `${counted(up.size, 'host')} up (${named.join(', ')}${more})${looked}`
    },
  }
}
