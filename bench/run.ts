import process from 'node:process'
import { parseArgs } from 'node:util'
import { contenders } from './contenders.ts'
import { compareHttp } from './http.ts'
import { compareLists } from './lists.ts'
import { comparePayloads } from './payloads.ts'
import { compareStart } from './start.ts'
import { compareStdio } from './stdio.ts'
import { compareSubscriptions } from './subscriptions.ts'

const { values } = parseArgs({
  options: {
    /** Fewer and shorter rounds: for a look in between, not for figures to publish. */
    short: { type: 'boolean', default: false },
    /** `http`, `payloads`, `lists`, `subscriptions`, `stdio` or `start`; all of them by default. */
    part: { type: 'string' },
    /** Servers over HTTP whose names match this. */
    only: { type: 'string', default: '' },
  },
})
const { short, only } = values

const parts = {
  http: () =>
    compareHttp({
      title: 'tools/call of an echo tool over HTTP',
      contenders: contenders.filter(({ name }) => new RegExp(only, 'i').test(name)),
      rounds: short ? 3 : 15,
      calls: short ? 500 : 4_000,
      warm: !short,
    }),
  payloads: () => comparePayloads(short),
  lists: () => compareLists(short),
  subscriptions: () => compareSubscriptions(short ? 2 : 9),
  stdio: () => compareStdio(short ? 3 : 15, short ? 5_000 : 20_000),
  start: () => compareStart(short ? 3 : 15),
}

const { part } = values
if (part !== undefined && !Object.hasOwn(parts, part)) {
  process.stderr.write(`There is no part "${part}": ${Object.keys(parts).join(', ')}\n`)
  process.exit(2)
}
process.stdout.write(
  `Node ${process.versions.node}, ${process.platform} ${process.arch}, ${new Date().toISOString().slice(0, 10)}\n`,
)
for (const [name, compare] of Object.entries(parts)) if (part === undefined || part === name) await compare()
process.exit(0)
