import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { parse } from 'yaml'
import { serveHttp } from '../src/transports/index.ts'
import { everything } from './everything.ts'
import { type Baseline, problemsOf, type RunResult } from './judge.ts'
import { type Revision, runSuite } from './suite.ts'
import { tableOf } from './table.ts'

const REVISIONS: readonly Revision[] = [
  { revision: '2025-03-26', frozen: false },
  { revision: '2025-06-18', frozen: false },
  { revision: '2025-11-25', frozen: true },
  { revision: '2026-07-28', frozen: true },
]

const results = join(import.meta.dirname, '../conformance-results')
const baseline = parse(await readFile(join(import.meta.dirname, 'baseline.yaml'), 'utf8')) as Baseline

await rm(results, { recursive: true, force: true })
await everything.runtime.start()
const serving = await serveHttp(everything.runtime.host, { port: 0 })
const runs: RunResult[] = []
try {
  for (const revision of REVISIONS)
    runs.push(await runSuite(serving.url, revision, join(results, revision.revision)))
} finally {
  await serving.close()
  await everything.close()
}

const problems = [...new Set(runs.flatMap(run => problemsOf(run, baseline)))]
const verdict =
  problems.length === 0 ? 'Plinth conforms.' : problems.map(problem => `- ${problem}`).join('\n')
process.stdout.write(`${tableOf(runs)}\n\n${verdict}\n`)
process.exitCode = problems.length === 0 ? 0 : 1
