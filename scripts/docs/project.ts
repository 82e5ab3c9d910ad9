import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

const repository = join(import.meta.dirname, '../..')

/** As strict as a careful user's. */
const compilerOptions = {
  target: 'es2024',
  // The sources are compiled without the names of browsers, and are part of this.
  lib: ['es2024', 'esnext.disposable'],
  module: 'nodenext',
  moduleDetection: 'force',
  // For examples of servers, which import the platform as one that is in this repository.
  customConditions: ['plinth-source'],
  types: ['node'],
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  erasableSyntaxOnly: true,
  verbatimModuleSyntax: true,
  allowImportingTsExtensions: true,
  skipLibCheck: true,
  noEmit: true,
}

type Exports = Record<string, string | Record<string, string>>

/** The manifest of the package, with its sources as what it exports: nothing has to be built, and no condition set. */
const manifestOfSources = (): string => {
  const { exports, ...manifest }: { exports: Exports } = JSON.parse(
    readFileSync(join(repository, 'packages/plinth/package.json'), 'utf8'),
  )
  const sources = Object.entries(exports).map(([name, target]) => [
    name,
    typeof target === 'string' ? target : target['plinth-source'],
  ])
  return JSON.stringify({ ...manifest, exports: Object.fromEntries(sources) })
}

export interface Project extends Disposable {
  readonly folder: string
}

/** Writes files into a project of their own, in which the platform is installed. */
export const createProject = (files: ReadonlyMap<string, string>): Project => {
  const around = mkdtempSync(join(tmpdir(), 'documents-'))
  const folder = join(around, 'project')
  const write = (file: string, text: string): void => {
    const path = join(folder, file)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text)
  }
  write('node_modules/plinth/package.json', manifestOfSources())
  for (const part of ['src', 'bin'])
    symlinkSync(join(repository, 'packages/plinth', part), join(folder, 'node_modules/plinth', part))
  mkdirSync(join(folder, 'node_modules/.bin'))
  symlinkSync('../plinth/bin/plinth.mjs', join(folder, 'node_modules/.bin/plinth'))
  symlinkSync(join(repository, 'node_modules'), join(around, 'node_modules'))
  write('package.json', JSON.stringify({ private: true, type: 'module' }))
  write('tsconfig.json', JSON.stringify({ compilerOptions, include: ['**/*.ts'] }))
  for (const [file, text] of files) write(file, text)
  return { folder, [Symbol.dispose]: () => rmSync(around, { recursive: true, force: true }) }
}
