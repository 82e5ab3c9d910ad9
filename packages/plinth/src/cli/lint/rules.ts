import { contradictoryAnnotations, unannotatedDestruction } from './catalogue/annotations.ts'
import { unboundedArrays, unboundedNumbers, unboundedStrings } from './catalogue/bounds.ts'
import {
  deepSchema,
  longQualifiedName,
  rootCombinator,
  schemaReference,
  unportableName,
  unusableField,
  unusableName,
} from './catalogue/client-schemas.ts'
import {
  longDescription,
  missingDescription,
  undescribedParameters,
  vagueDescription,
} from './catalogue/descriptions.ts'
import { tooManyParameters, tooManyTools } from './catalogue/sizes.ts'
import { taskWithoutStore } from './catalogue/tasks.ts'
import type { CatalogueRule, Severity, SourceRule } from './rule.ts'
import { lifespanWithoutDefer, noCleanUp } from './source/clean-up.ts'
import { hardCodedConfiguration } from './source/configuration.ts'
import { longHandler } from './source/long-handler.ts'
import { mutableState } from './source/mutable-state.ts'
import { hardCodedSecret } from './source/secrets.ts'
import { shellCommand } from './source/shell.ts'
import { noStdout } from './source/stdout.ts'
import { syncIo } from './source/sync-io.ts'

export const CATALOGUE_RULES: readonly CatalogueRule[] = [
  contradictoryAnnotations,
  unusableName,
  unusableField,
  rootCombinator,
  missingDescription,
  vagueDescription,
  longDescription,
  unannotatedDestruction,
  taskWithoutStore,
  unboundedStrings,
  unboundedArrays,
  schemaReference,
  deepSchema,
  unportableName,
  longQualifiedName,
  tooManyTools,
  tooManyParameters,
  undescribedParameters,
  unboundedNumbers,
]

export const SOURCE_RULES: readonly SourceRule[] = [
  noStdout,
  hardCodedSecret,
  shellCommand,
  hardCodedConfiguration,
  noCleanUp,
  lifespanWithoutDefer,
  mutableState,
  syncIo,
  longHandler,
]

/** What the linter says of comments and files, beside what its rules find. */
export const NOTES = {
  unreadable: {
    id: 'unreadable-file',
    severity: 'error',
    title: 'A file that cannot be parsed',
    mend: 'Correct it; of TypeScript, only what Node can strip is read: no enum, no namespace, no parameter properties',
  },
  unknownRule: {
    id: 'unknown-rule',
    severity: 'warning',
    title: 'A comment that switches off a rule that there is not',
    mend: 'Correct the name of the rule, or take the comment out',
  },
} as const satisfies Record<string, { id: string; severity: Severity; title: string; mend: string }>

/** Everything that can be found, for documentation and for checking names. */
export const ALL_RULES = [...CATALOGUE_RULES, ...SOURCE_RULES, ...Object.values(NOTES)]
