import process from 'node:process'
import { parseArgs } from 'node:util'
import { compareHttp } from './http.ts'
import { compareStart } from './start.ts'
import { compareStdio } from './stdio.ts'

const { values } = parseArgs({
  options: {
    /** Fewer and shorter rounds: for a look in between, not for figures to publish. */
    short: { type: 'boolean', default: false },
    /** `http`, `stdio` or `start`; all of them by default. */
    part: { type: 'string' },
    /** Servers over HTTP whose names match this. */
    only: { type: 'string' },
  },
})

const parts = {
  http: () => compareHttp(values.short ? 5 : 9, values.short ? 2_000 : 8_000, values.only),
  stdio: () => compareStdio(values.short ? 5 : 9, values.short ? 10_000 : 40_000),
  start: () => compareStart(values.short ? 5 : 15),
}

process.stdout.write(
  `Node ${process.versions.node}, ${process.platform} ${process.arch}, ${new Date().toISOString().slice(0, 10)}\n`,
)
for (const [name, compare] of Object.entries(parts))
  if (values.part === undefined || values.part === name) await compare()
process.exit(0)
