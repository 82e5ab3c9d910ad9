import { invalid } from '../failures.ts'

/** Ports `from` to `to`, both included. */
export interface PortRange {
  readonly from: number
  readonly to: number
}

export const MAX_PORT = 65_535
export const MAX_PORT_RANGES = 100

const EXAMPLE = 'Send ports as "22,80,443" or "1-1024"'

function portNumber(text: string, where: string, advice: string): number {
  const port = Number(text)
  if (port >= 1 && port <= MAX_PORT) return port
  throw invalid(`Port ${text}${where} is out of range (1-${MAX_PORT})`, advice)
}

/**
 * Reads the number of one port.
 *
 * Throws {@link ToolError} `VALIDATION_ERROR` for what is outside 1-65535.
 */
export const parsePort = (text: string): number => portNumber(text, '', `Send one port from 1 to ${MAX_PORT}`)

function parseItem(item: string): PortRange {
  if (item === '-') return { from: 1, to: MAX_PORT }
  const match = /^(\d{1,6})(?:-(\d{1,6}))?$/.exec(item)
  if (match?.[1] === undefined) {
    throw invalid(
      item === '' ? 'The port list has an empty entry' : `"${item}" is not a port or a port range`,
      EXAMPLE,
    )
  }
  const where = ` in "${item}"`
  const from = portNumber(match[1], where, EXAMPLE)
  const to = match[2] === undefined ? from : portNumber(match[2], where, EXAMPLE)
  if (from > to) throw invalid(`Port range "${item}" ends before it begins`, `Send "${to}-${from}"`)
  return { from, to }
}

function merged(ranges: readonly PortRange[]): PortRange[] {
  const result: PortRange[] = []
  for (const range of ranges.toSorted((a, b) => a.from - b.from)) {
    const last = result.at(-1)
    if (last !== undefined && range.from <= last.to + 1) {
      result[result.length - 1] = { from: last.from, to: Math.max(last.to, range.to) }
    } else {
      result.push(range)
    }
  }
  return result
}

/**
 * Reads a port list such as `22,80,8000-8100`; `-` alone means every port. Spaces after commas are allowed.
 * The result is in order, with overlapping and adjoining ranges made one.
 *
 * Throws {@link ToolError} `VALIDATION_ERROR` for ports outside 1-65535 and for more than 100 entries.
 */
export function parsePorts(list: string): PortRange[] {
  const items = list.split(',', MAX_PORT_RANGES + 1)
  if (items.length > MAX_PORT_RANGES) {
    throw invalid(
      `Too many port ranges: ${list.split(',').length} (max: ${MAX_PORT_RANGES})`,
      'Join neighbouring ports into ranges, or scan in several calls',
    )
  }
  return merged(items.map(item => parseItem(item.trim())))
}

/** Writes ranges as nmap reads them. */
export function formatPorts(ranges: readonly PortRange[]): string {
  return ranges.map(({ from, to }) => (from === to ? `${from}` : `${from}-${to}`)).join(',')
}
