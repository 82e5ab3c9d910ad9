/** A range of ports, both ends included. */
export interface PortRange {
  readonly first: number
  readonly last: number
}

const RANGE = /^([1-9]\d{0,4})(?:-([1-9]\d{0,4}))?$/

/**
 * Reads ports as scanners write them: `22`, `80,443`, `8000-8100,9000`.
 *
 * @returns undefined when a part is not a port from 1 to 65535, or a range runs backwards
 * @example
 * parsePorts('22,8000-8100') // [{ first: 22, last: 22 }, { first: 8000, last: 8100 }]
 * parsePorts('0') // undefined
 */
export const parsePorts = (text: string): PortRange[] | undefined => {
  const ranges: PortRange[] = []
  for (const part of text.split(',')) {
    const match = RANGE.exec(part)
    if (!match) return undefined
    const first = Number(match[1])
    const last = Number(match[2] ?? match[1])
    if (last > 65_535 || first > last) return undefined
    ranges.push({ first, last })
  }
  return ranges
}
