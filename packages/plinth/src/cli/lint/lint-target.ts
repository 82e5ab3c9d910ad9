import { withClient } from '../client.ts'
import type { ClientFlags } from '../client-options.ts'
import { CliError, EXIT } from '../exit-codes.ts'
import type { Io } from '../io.ts'
import { fetchOffered } from '../offered.ts'
import { stylesFor } from '../style.ts'
import { resolveTarget, type Target } from '../target.ts'
import { hasTasks } from '../tasks/task-requests.ts'
import type { ServedComponents } from './catalogue/served-components.ts'
import { servedFromListing } from './catalogue/served-from-listing.ts'
import { reportOf, summaryOf } from './report.ts'
import type { Finding, Severity } from './rule.ts'
import { ALL_RULES } from './rules.ts'
import { runRules } from './run-rules.ts'
import { declarationsIn } from './source/declarations.ts'
import { type Project, readProject } from './source/project.ts'
import { calledName } from './source/syntax.ts'
import { nodesOf } from './source/walk.ts'

export interface LintFlags extends ClientFlags {
  readonly json?: boolean
  /** The least severe finding that makes the command fail. */
  readonly failOn: Severity | 'never'
  /** Rules that are switched off. */
  readonly off?: readonly string[]
  /** Whether the server is started, to ask it what it serves. */
  readonly start: boolean
}

const NO_SOURCE: Project = { files: new Map(), unreadable: [] }

/** What bounds the input of all tools, by the names of our middleware. */
const BOUNDING = new Set(['inputGuard', 'production', 'productionParts'])

const hasInputGuard = ({ files }: Project): boolean =>
  [...files.values()].some(({ program }) =>
    nodesOf(program, 'CallExpression').some(({ node }) => BOUNDING.has(calledName(node.callee) ?? '')),
  )

const ask = (target: Target, project: Project, io: Io, flags: ClientFlags): Promise<ServedComponents> =>
  withClient(target, io, flags, async client => {
    const offered = await fetchOffered(client)
    const declarations = [...project.files.values()].flatMap(file => declarationsIn(file))
    const name = client.getServerVersion()?.name ?? 'server'
    return servedFromListing(name, offered, {
      declarations,
      hasInputGuard: hasInputGuard(project),
      hasTasks: hasTasks(client.getServerCapabilities()),
    })
  })

const RANK = { error: 0, warning: 1, hint: 2 }

const fails = (findings: readonly Finding[], failOn: LintFlags['failOn']): boolean =>
  failOn !== 'never' && findings.some(({ severity }) => RANK[severity] <= RANK[failOn])

/** @throws CliError when there is no such rule */
const checkRules = (names: readonly string[]): void => {
  const unknown = names.find(name => !ALL_RULES.some(({ id }) => id === name))
  if (unknown === undefined) return
  const known = ALL_RULES.map(({ id }) => id).join(', ')
  throw new CliError(`There is no rule "${unknown}". There are: ${known}`, { exitCode: EXIT.usage })
}

/** Looks for what makes a server hard to use or to run: in what it serves, and in its source. */
export const lintTarget = async (text: string | undefined, flags: LintFlags, io: Io): Promise<void> => {
  const { off = [], failOn, start, json } = flags
  checkRules(off)
  const target = resolveTarget(text, io)
  if (!start && target.kind !== 'module')
    throw new CliError('--no-start looks at source, and there is none at hand: name a file or a folder', {
      exitCode: EXIT.usage,
    })
  const project = target.kind === 'module' ? await readProject([target.file]) : NO_SOURCE
  const served = start ? await ask(target, project, io, flags) : undefined
  const findings = runRules({ served, project, cwd: io.cwd, off: new Set(off) })
  if (json) io.stdout.write(`${JSON.stringify({ findings }, null, 2)}\n`)
  else {
    io.stdout.write(reportOf(findings, stylesFor(io.stdout, io.env)))
    io.stdout.write(`${summaryOf(findings)}\n`)
  }
  if (fails(findings, failOn)) io.setExitCode(EXIT.failed)
}
