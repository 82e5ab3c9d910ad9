import type { ServedComponents } from './catalogue/served-components.ts'
import type { Project } from './source/project.ts'
import type { SourceFile } from './source/source-file.ts'

export type Severity = 'error' | 'warning' | 'hint'

/** Something that a rule has found. */
export interface Found {
  /** What is wrong, as a sentence without its full stop. */
  readonly message: string
  /** What to do about it, where that is not what the rule says anyway. */
  readonly mend?: string
  /** The component that it concerns, as clients see its name. */
  readonly component?: string
  /** The name that its declaration gives to it, where that is another. */
  readonly declaredAs?: string
}

/** Something found in a file. */
export interface FoundInSource extends Found {
  /** Offset in the text of the file. */
  readonly at: number
}

interface RuleFacts {
  readonly id: string
  readonly severity: Severity
  /** What it finds, in a line. */
  readonly title: string
  /** What to do, as a sentence without its full stop. */
  readonly mend: string
}

/** Looks at what a server declares. */
export interface CatalogueRule extends RuleFacts {
  readonly inCatalogue: (served: ServedComponents) => Iterable<Found>
}

/** Looks at one file of a server. */
export interface SourceRule extends RuleFacts {
  readonly inSource: (file: SourceFile, project: Project) => Iterable<FoundInSource>
}

/** A finding in its place. */
export interface Finding {
  readonly rule: string
  readonly severity: Severity
  readonly message: string
  readonly mend: string
  readonly component?: string
  /** The file, from the working folder. */
  readonly file?: string
  /** From 1. */
  readonly line?: number
}
