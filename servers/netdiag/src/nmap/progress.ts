import { foundReader } from './found.ts'

/** How far a scan is. */
export interface ScanProgress {
  /** Percent of the whole. Only grows, and stays below 100. */
  readonly done: number
  readonly total: number
  readonly message: string
}

const TASK =
  /^<taskprogress task="([^"]{1,80})"[^>]* percent="(\d{1,3})(?:\.\d+)?"(?: remaining="(\d{1,9})")?/

/**
 * Reads nmap's output line by line while it runs, and finds the progress lines in it (`--stats-every`). nmap does not
 * know beforehand how many phases there will be, so that each takes half of what the ones before it have left. The message
 * also says which machines were found until then. One reader serves one scan.
 */
export function progressReader(): (line: string) => ScanProgress | undefined {
  let left = 100
  let task: string | undefined
  let percent = 0
  const found = foundReader()
  return line => {
    found.read(line)
    const match = TASK.exec(line)
    if (match === null) return undefined
    const [, name = '', digits = '0', remaining] = match
    const now = Math.min(Number(digits), 100)
    // The same phase begins anew for the next group of hosts.
    if (task !== undefined && (name !== task || now < percent)) left /= 2
    task = name
    percent = now
    const done = Math.floor((100 - left + (left / 2) * (percent / 100)) * 100) / 100
    const end = remaining === undefined ? '' : `, about ${remaining} s left of this phase`
    const summary = found.summary()
    const so = summary === '' ? '' : `; ${summary}`
    return { done, total: 100, message: `${name}: ${percent} %${end}${so}` }
  }
}
