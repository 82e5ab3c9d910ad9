import { relative } from 'node:path'
import type { ServedComponents } from './catalogue/served-components.ts'
import type { Finding, Found } from './rule.ts'
import { ALL_RULES, CATALOGUE_RULES, NOTES, SOURCE_RULES } from './rules.ts'
import { declarationsIn } from './source/declarations.ts'
import type { Project } from './source/project.ts'
import { lineAt, type SourceFile } from './source/source-file.ts'
import { type Suppressions, suppressionsIn } from './suppressions.ts'

export interface LintSubject {
  /** What the server serves, where it could be asked. */
  readonly served: ServedComponents | undefined
  /** Its source, where there is any. */
  readonly project: Project
  /** The folder from which files are named. */
  readonly cwd: string
  /** Rules that are switched off. */
  readonly off: ReadonlySet<string>
}

interface RuleFacts {
  readonly id: string
  readonly severity: Finding['severity']
  readonly mend: string
}

const ORDER = { error: 0, warning: 1, hint: 2 }

const findingOf = (
  { id, severity, mend }: RuleFacts,
  found: Found,
  place?: { file: string; line: number },
): Finding => ({
  rule: id,
  severity,
  message: found.message,
  mend: found.mend ?? mend,
  ...(found.component === undefined ? {} : { component: found.component }),
  ...place,
})

interface Read {
  readonly file: SourceFile
  readonly suppressions: Suppressions
}

/** Where a component is declared, by the name that its declaration gives to it. */
const declaredAt = (files: readonly Read[]) => {
  const places = new Map<string, { readonly read: Read; readonly line: number }>()
  for (const read of files)
    for (const { name, at } of declarationsIn(read.file))
      if (!places.has(name)) places.set(name, { read, line: lineAt(read.file.text, at) })
  return places
}

const bySeverity = (one: Finding, other: Finding): number =>
  ORDER[one.severity] - ORDER[other.severity] ||
  (one.file ?? '').localeCompare(other.file ?? '') ||
  (one.line ?? 0) - (other.line ?? 0) ||
  one.rule.localeCompare(other.rule)

type Place = { readonly read: Read; readonly line: number } | undefined
type Judged = readonly [rule: RuleFacts, found: Found, place: Place]

/** Says by which name clients know what a finding in source calls by the name of its declaration. */
const asServed = <F extends Found>(found: F, served: ServedComponents | undefined): F => {
  if (!served || found.declaredAs === undefined) return found
  const names = [...served.tools, ...served.others]
    .filter(({ declaredAs }) => declaredAs === found.declaredAs)
    .map(({ name }) => name)
  const [only] = names
  const component = names.length === 1 && only !== undefined ? { component: only } : {}
  const isOther = names.length > 0 && !names.includes(found.declaredAs)
  const also = isOther ? `; clients know it as ${names.join(' and ')}` : ''
  return { ...found, ...component, message: found.message + also }
}

function* sourceFindings(
  files: readonly Read[],
  project: Project,
  served: ServedComponents | undefined,
): Generator<Judged> {
  for (const rule of SOURCE_RULES)
    for (const read of files)
      for (const found of rule.inSource(read.file, project))
        yield [rule, asServed(found, served), { read, line: lineAt(read.file.text, found.at) }]
}

function* catalogueFindings(files: readonly Read[], served: ServedComponents): Generator<Judged> {
  const places = declaredAt(files)
  for (const rule of CATALOGUE_RULES)
    for (const found of rule.inCatalogue(served))
      yield [rule, found, found.declaredAs === undefined ? undefined : places.get(found.declaredAs)]
}

function* unknownRules(files: readonly Read[]): Generator<Judged> {
  const known = new Set(ALL_RULES.map(({ id }) => id))
  for (const read of files)
    for (const { rule, at } of read.suppressions.named)
      if (!known.has(rule))
        yield [
          NOTES.unknownRule,
          { message: `There is no rule ${rule}` },
          { read, line: lineAt(read.file.text, at) },
        ]
}

/** What belongs to no line can be switched off in any file, for the whole of it. */
const isSuppressed = (rule: string, place: Place, files: readonly Read[]): boolean =>
  place
    ? place.read.suppressions.isOff(rule, place.line)
    : files.some(({ suppressions }) => suppressions.isOff(rule, 0))

/** Lets every rule look at a server, and gives what they found: errors first, then by file and line. */
export const runRules = ({ served, project, cwd, off }: LintSubject): readonly Finding[] => {
  const files = [...project.files.values()].map(file => ({ file, suppressions: suppressionsIn(file) }))
  const shown = (path: string) => relative(cwd, path)
  const judged = [
    ...sourceFindings(files, project, served),
    ...(served ? catalogueFindings(files, served) : []),
    ...unknownRules(files),
  ]
  const findings = judged
    .filter(([rule, , place]) => !isSuppressed(rule.id, place, files))
    .map(([rule, found, place]) =>
      findingOf(rule, found, place && { file: shown(place.read.file.path), line: place.line }),
    )
  const unreadable = project.unreadable.map(({ path, reason }) =>
    findingOf(NOTES.unreadable, { message: reason }, { file: shown(path), line: 1 }),
  )
  return [...findings, ...unreadable].filter(({ rule }) => !off.has(rule)).sort(bySeverity)
}
