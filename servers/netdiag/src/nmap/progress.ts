/** How far a scan is: `done` only grows; nmap does not know beforehand how many phases there will be. */
export type ReportProgress = (done: number, message: string) => void

const TASK = /^<taskprogress task="([^"]{1,80})"[^>]* percent="(\d{1,3})(?:\.\d+)?" remaining="(\d{1,9})"/

const PHASE = 100

/**
 * Reads nmap's output line by line while it runs, and reports the progress lines in it (`--stats-every`). Each phase
 * of the scan counts for 100.
 *
 * @example
 * const onLine = progressReader((done, message) => ctx.progress(done, undefined, message))
 */
export function progressReader(report: ReportProgress): (line: string) => void {
  let finished = 0
  let task: string | undefined
  let percent = 0
  return line => {
    const match = TASK.exec(line)
    if (match === null) return
    const [, name = '', digits = '0', remaining = '0'] = match
    const now = Math.min(Number(digits), PHASE)
    // The same phase begins anew for the next group of hosts.
    if (task !== undefined && (name !== task || now < percent)) finished += PHASE
    task = name
    percent = now
    report(finished + percent, `${name}: ${percent} %, about ${remaining} s left`)
  }
}
