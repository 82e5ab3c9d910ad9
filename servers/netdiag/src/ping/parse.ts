/** What the ping program counted. */
export interface PingCount {
  readonly sent: number
  readonly received: number
  /** Round trips in milliseconds, in the order of the answers. */
  readonly latenciesMs: readonly number[]
  /** What stands in the way, in the program's words; each once. */
  readonly problems: readonly string[]
}

const MAX_PROBLEMS = 5

/**
 * Reads what the ping program of iputils or BusyBox wrote. A run that was stopped before its summary counts its
 * answers; how many were sent is then not known better than that.
 */
export function parsePing(text: string): PingCount {
  const latenciesMs = [...text.matchAll(/ time[=<](\d+(?:\.\d+)?) ?ms/g)].map(match => Number(match[1]))
  const summary = /(\d+) packets transmitted, (\d+) (?:packets )?received/.exec(text)
  const problems = new Set(
    [...text.matchAll(/^From \S+:? icmp_seq=\d+ (.+)$/gm)].map(match => match[1] ?? ''),
  )
  return {
    sent: summary === null ? latenciesMs.length : Number(summary[1]),
    received: summary === null ? latenciesMs.length : Number(summary[2]),
    latenciesMs,
    problems: [...problems].slice(0, MAX_PROBLEMS),
  }
}
