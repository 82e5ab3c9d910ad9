import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { expect, it, onTestFinished } from 'vitest'
import { unnamedTypes } from './unnamed-types.ts'

const REPOSITORY = join(import.meta.dirname, '../..')
const PACKAGE = join(REPOSITORY, 'packages/plinth')

/**
 * What no user has to name: parts that are spread over an exported type, types that others are computed with, and the
 * insides of what is only passed on. Whatever else a signature mentions is exported beside it.
 */
const KNOWN: readonly string[] = [
  'AnswersTo of Context',
  'Arguments of PromptHandler, ToolHandler, CommandToolOptions',
  'BlockBase of audio, ContentBlock, file, image, link, text',
  'Bulkhead of CommandControls',
  'BulkheadOptions of ConcurrencyLimitOptions',
  'Catalogue of Observed',
  'Check of list, optionalText, text',
  'ChoiceOptions of choice',
  'Common of list, optionalText, url',
  'CompiledSchema of PromptDefinition, ToolDefinition',
  'ComponentOptions of PromptOptions, ResourceOptions, ToolOptions',
  'ConfigOption of MountOptions',
  'CustomRoutes of HttpOptions',
  'DataOf of CommandTool',
  'Definition of Handle, Plinth',
  'DefinitionOf of Plinth',
  'Described of CommandToolOptions',
  'Dispatching of CodeModeServer',
  'Entry of Operated',
  'Found of Source',
  'FoundFlag of FlagAllowlist',
  'HandlersOwn of MiddlewareContext',
  'Host of serveHttp, serveStdio, Operated',
  'HttpPolicySettings of HttpOptions, HttpServing',
  'HttpServerSettings of HttpOptions',
  'IntakeLimits of StdioOptions',
  'Layer of Observed',
  'LogFields of CallLog',
  'LogLevel of CallLog',
  'MiddlewareUse of Plinth',
  'MountArguments of Plinth',
  'Needs of PromptDefinition, ResourceDefinition, TemplateDefinition',
  'NumberOptions of int, number',
  'Open of MetricsOptions',
  'OperatedTasks of Operated',
  'PERIODS of RateLimitOptions',
  'ParamHeader of ToolDefinition',
  'ParsedFor of CommandToolOptions',
  'PrefixOption of MountOptions',
  'Refused of RefusalListener, SafetyError, SafetyErrorOptions',
  'Runtime of Plinth, Runnable',
  'SecretOptions of secret, secrets',
  'Servable of Plinth',
  'ServerOptions of PlinthOptions',
  'TASK_STATUSES of TaskStatus',
  'TaskGauges of MetricsOptions',
  'TaskMetrics of MetricsReport',
  'ToolBreaker of MetricsOptions',
  'ToolTotals of Metrics',
  'TypesOf of ToolInput, ToolOutput',
  'Unstructured of ToolReturn',
  'UriTemplate of TemplateDefinition',
  'VariableValues of TemplateHandler',
  'Variables of resource, Plinth',
  'Watcher of Metrics',
  'WireCode of MetricsOptions',
  'WithDefault of bool, text',
]

const temporary = (files: Readonly<Record<string, string>> = {}): string => {
  const folder = mkdtempSync(join(tmpdir(), 'plinth-types-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), content)
  }
  return folder
}

const namesOf = (entries: readonly string[]) =>
  unnamedTypes(entries)
    .map(({ place, by }) => `${place.name} of ${by.join(', ')}`)
    .sort()

it('finds what signatures mention and nobody can import', () => {
  const folder = temporary({
    'index.d.ts': `
      import type { Hidden } from './inner.js'
      export { type Known as Renamed, make } from './inner.js'
      export * from './all.js'
      export interface Shown<T> extends Hidden { own: Local; item: T; of: import('./inner.js').InPlace; map: Map<string, Date> }
      interface Local {}
    `,
    'inner.d.ts': `
      export interface Hidden {}
      export interface Known {}
      export interface InPlace {}
      export interface Deep { below: Unseen }
      interface Unseen {}
      export declare const make: (known: Known) => Deep
    `,
    'all.d.ts': 'export type All = Passed\nexport interface Passed {}',
  })
  expect(namesOf([join(folder, 'index.d.ts')])).toEqual([
    'Deep of make',
    'Hidden of Shown',
    'InPlace of Shown',
    'Local of Shown',
  ])
})

it('are none of this package but those that nobody has to name', () => {
  const folder = temporary()
  const tsc = join(REPOSITORY, 'node_modules/typescript/bin/tsc')
  const args = [tsc, '-p', join(PACKAGE, 'tsconfig.build.json'), '--emitDeclarationOnly', '--outDir', folder]
  const { status, stdout } = spawnSync(process.execPath, args, { encoding: 'utf8' })
  expect({ status, stdout }).toEqual({ status: 0, stdout: '' })
  const { exports } = JSON.parse(readFileSync(join(PACKAGE, 'package.json'), 'utf8')) as {
    readonly exports: Readonly<Record<string, { readonly types?: string }>>
  }
  const entries = Object.values(exports).flatMap(({ types }) =>
    types === undefined ? [] : [join(folder, types.replace('./dist/', ''))],
  )
  expect(entries.length).toBeGreaterThan(5)
  expect(namesOf(entries)).toEqual(KNOWN)
}, 180_000)
