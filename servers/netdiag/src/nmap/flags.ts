import type { Flags } from 'plinth/command'

const isDuration = (value: string): boolean => {
  const match = /^(\d{1,7})(ms|s|m|h)?$/.exec(value)
  if (match === null) return false
  const factor = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 }[match[2] ?? 's'] ?? 1000
  const milliseconds = Number(match[1]) * factor
  return milliseconds >= 100 && milliseconds <= 3_600_000
}

/**
 * The flags that a caller may add. None of them writes or reads files, hides where a scan comes from, changes packets,
 * passes data to scripts, or names targets: those stay out, whoever asks.
 */
export const NMAP_FLAGS: Flags = {
  // How ports are probed. -sS, -sU and -O need raw sockets.
  '-sT': {},
  '-sS': {},
  '-sU': {},
  '-sn': {},
  '-sV': {},
  '-sC': {},
  '-O': {},
  '-A': {},
  '--version-intensity': { value: 'int', min: 0, max: 9 },
  '--version-light': {},
  '--osscan-limit': {},
  '--script': {
    value: 'text',
    test: value => /^[a-z0-9.-]+(,[a-z0-9.-]+)*$/.test(value),
    expects: 'names of scripts or of categories, like http-title,safe',
  },
  // Which ports.
  '-p': { value: 'ports' },
  '-F': {},
  '-r': {},
  '--top-ports': { value: 'int', min: 1, max: 65_535 },
  '--exclude-ports': { value: 'ports' },
  // Which hosts are taken to be up, and by what name.
  '-Pn': {},
  '-PE': {},
  '-PS': { value: 'ports', forms: ['attached'] },
  '-n': {},
  '-R': {},
  '-6': {},
  '--traceroute': {},
  // How fast. Slower than -T2 is of use only for going unnoticed, and faster than -T4 loses answers.
  '-T': { value: 'int', min: 2, max: 4 },
  '--max-parallelism': { value: 'int', min: 1, max: 50 },
  '--max-retries': { value: 'int', min: 0, max: 10 },
  '--min-rate': { value: 'int', min: 1, max: 1000 },
  '--max-rate': { value: 'int', min: 1, max: 1000 },
  '--host-timeout': { value: 'text', test: isDuration, expects: 'a time from 100ms to 1h, like 90s or 5m' },
  // What is reported.
  '--open': {},
  '--reason': {},
  '-v': {},
}
