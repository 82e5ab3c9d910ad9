/** How far a scan is. */
export interface ScanProgress {
  /** Only grows. nmap does not know beforehand how many phases there will be, so that there is no total. */
  readonly done: number
  readonly message: string
}

const TASK = /^<taskprogress task="([^"]{1,80})"[^>]* percent="(\d{1,3})(?:\.\d+)?" remaining="(\d{1,9})"/

const PHASE = 100

/**
 * Reads nmap's output line by line while it runs, and finds the progress lines in it (`--stats-every`). Each phase
 * of the scan counts for 100. One reader serves one scan.
 */
export function progressReader(): (line: string) => ScanProgress | undefined {
  let finished = 0
  let task: string | undefined
  let percent = 0
  return line => {
    const match = TASK.exec(line)
    if (match === null) return undefined
    const [, name = '', digits = '0', remaining = '0'] = match
    const now = Math.min(Number(digits), PHASE)
    // The same phase begins anew for the next group of hosts.
    if (task !== undefined && (name !== task || now < percent)) finished += PHASE
    task = name
    percent = now
    return { done: finished + percent, message: `${name}: ${percent} %, about ${remaining} s left` }
  }
}
