import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

interface Locked {
  readonly version?: string
  readonly license?: string
  readonly link?: boolean
}

/** The part of a lock file that tells of licences. */
export interface Lock {
  readonly packages: Readonly<Record<string, Locked>>
}

/** Licences under which others may use what we publish with them, without more than naming the authors,
 * or than giving away changes to the very files that came under it. */
const ALLOWED = new Set([
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC0-1.0',
  'ISC',
  'MIT',
  'MIT-0',
  'MPL-2.0',
  'PSF-2.0',
  'Python-2.0',
  'Unlicense',
  'Zlib',
])

/** Packages whose licence is known by reading it, with what it is and why it may stand. */
const KNOWN: Readonly<Record<string, string>> = {
  '@tmcp/adapter-zod': 'MIT, in its LICENSE; compared with in benchmarks',
  'human-readable-ids': 'Apache-2.0, misspelt as Apache2; of a peer in benchmarks',
  pipenet: 'MIT, in its LICENSE; of a peer in benchmarks',
  'uri-templates': 'public domain, by its README; of a peer in benchmarks',
}

/** Whether an SPDX expression without exceptions leaves us a licence that is allowed. */
export const isAllowed = (expression: string, allowed: ReadonlySet<string> = ALLOWED): boolean =>
  expression
    .replace(/[()]/g, ' ')
    .split(/\s+OR\s+/)
    .some(choice => choice.split(/\s+AND\s+/).every(licence => allowed.has(licence.trim())))

/** What is wrong with the licences of what a lock file names. */
export const licenceProblems = (lock: Lock, known = KNOWN): readonly string[] =>
  Object.entries(lock.packages).flatMap(([path, { version, license, link }]) => {
    const name = path.split('node_modules/').at(-1) ?? path
    if (link || !path.includes('node_modules/') || name in known) return []
    if (license === undefined)
      return [`${name}@${version} says nothing of its licence: read it, and add it to KNOWN`]
    return isAllowed(license) ? [] : [`${name}@${version} is under ${license}, which is not in ALLOWED`]
  })

const main = () => {
  const lock: Lock = JSON.parse(readFileSync(join(import.meta.dirname, '../package-lock.json'), 'utf8'))
  const problems = licenceProblems(lock)
  for (const problem of problems) console.error(problem)
  if (problems.length > 0) process.exitCode = 1
  else console.error(`Licences of ${Object.keys(lock.packages).length} packages are allowed.`)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main()
