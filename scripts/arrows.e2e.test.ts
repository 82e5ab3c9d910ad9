import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, posix } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const repository = join(import.meta.dirname, '..')
const source = 'packages/plinth/src'

const base = ['config', 'define', 'net']
const upToDispatch = [...base, 'catalogue', 'context', 'dispatch']
const lanes = ['lanes/intake', 'lanes/native', 'lanes/sdk']
const users = ['auth', 'middleware', 'safe', 'tasks']
const belowPlinth = [...upToDispatch, ...lanes, 'transports', ...users, 'command']

/** For each folder, the others that its files may import from. */
const arrows = new Map<string, readonly string[]>([
  ['config', []],
  ['net', []],
  ['define', ['config', 'net']],
  ['context', base],
  ['catalogue', base],
  ['dispatch', [...base, 'catalogue', 'context']],
  ...lanes.map(lane => [lane, [...upToDispatch, ...lanes]] as const),
  ['transports', [...upToDispatch, ...lanes]],
  ...users.map(folder => [folder, [...base, 'context', 'dispatch']] as const),
  ['command', [...base, 'context', 'dispatch', 'middleware']],
  ['operate', belowPlinth],
  ['server', [...belowPlinth, 'operate']],
  ['testing', [...belowPlinth, 'operate', 'server', 'cli']],
  ['cli', [...belowPlinth, 'operate', 'server', 'testing']],
])
const folders = [...arrows.keys()]
const names = ['plinth', 'plinth/testing', 'plinth-netdiag', '@plinth/test-support', './a.fixtures.ts']
const below = folders.filter(folder => folder !== 'testing' && folder !== 'cli')

const plugins = ['no-import-type-expression', 'only-types-of-the-server'].map(name => `scripts/${name}.grit`)

/** Files that are written where the linter judges them, all in one run before the tests. */
const probes = new Map<string, string>()
const probe = (path: string, content: string): string => {
  probes.set(path, `${content}\n`)
  return path
}
/** A file in `folder` with an import of `target`, both relative to the sources. */
const importFrom = (folder: string, target: string, statement = (path: string) => `import '${path}'`) => {
  const relative = posix.relative(posix.join(source, folder), posix.join(source, target))
  const content = statement(relative.startsWith('.') ? relative : `./${relative}`)
  return probe(posix.join(source, folder, `probe-${probes.size}.ts`), content)
}

const directory = mkdtempSync(join(tmpdir(), 'arrows-'))
const findings: { rule: string; path: string; line: number }[] = []
const isFound = (rule: string, path: string) =>
  findings.some(finding => finding.rule === rule && finding.path === path)
const isRefused = (path: string) => isFound('lint/style/noRestrictedImports', path)

interface Report {
  diagnostics: { category: string; location: { path: string; start: { line: number } } }[]
}

beforeAll(() => {
  for (const part of ['biome.json', '.gitignore', ...plugins])
    cpSync(join(repository, part), join(directory, part))
  for (const [path, content] of probes) {
    mkdirSync(join(directory, dirname(path)), { recursive: true })
    writeFileSync(join(directory, path), content)
  }
  const biome = join(repository, 'node_modules/@biomejs/biome/bin/biome')
  const options = ['lint', '--reporter=json', '--max-diagnostics=none']
  const run = spawnSync(process.execPath, [biome, ...options], { cwd: directory, encoding: 'utf8' })
  const report: Report = JSON.parse(run.stdout)
  for (const { category, location } of report.diagnostics)
    findings.push({ rule: category, path: location.path, line: location.start.line })
})
afterAll(() => rmSync(directory, { recursive: true }))

describe.each([...arrows])('%s', (folder, allowed) => {
  for (const from of [folder, `${folder}/deeper`]) {
    const imports = new Map(
      folders.filter(other => other !== folder).map(other => [other, importFrom(from, `${other}/x.ts`)]),
    )
    it(`imports only what it may (${from})`, () => {
      const accepted = [...imports].filter(([, path]) => !isRefused(path)).map(([other]) => other)
      expect(accepted.sort()).toEqual(allowed.filter(other => other !== folder).sort())
    })
  }

  const byName = names.map(name => probe(`${source}/${folder}/probe-${probes.size}.ts`, `import '${name}'`))
  const itsTest = probe(
    `${source}/${folder}/probe.test.ts`,
    "import '../testing/x.ts'\nimport '../plinth.ts'",
  )
  it('imports neither its own package, its servers nor what helps tests; its tests are free', () => {
    expect(byName.map(isRefused)).toEqual(names.map(() => true))
    expect(isRefused(itsTest)).toBe(false)
  })
})

describe('files beside the folders', () => {
  const leaf = [...folders.map(folder => `${folder}/x.ts`), 'plinth.ts', 'index.ts']
  const fromLeaf = leaf.map(target => importFrom('.', target))
  const outwards = ['./a/../net/x.ts', './a/../../x.ts', ...names]
  const fromLeafOutwards = outwards.map(path =>
    probe(`${source}/probe-${probes.size}.ts`, `import '${path}'`),
  )
  const leafToLeaf = importFrom('.', 'clock.ts')
  it('stand on nothing but each other', () => {
    expect([...fromLeaf, ...fromLeafOutwards].filter(path => !isRefused(path))).toEqual([])
    expect(isRefused(leafToLeaf)).toBe(false)
  })

  const toLeaf = new Map(below.map(folder => [folder, importFrom(folder, 'clock.ts')]))
  it('may be used by every folder but the leaves', () => {
    expect(below.filter(folder => isRefused(toLeaf.get(folder) ?? ''))).toEqual(['config', 'net'])
  })

  const toFace = below.flatMap(folder => ['plinth.ts', 'index.ts'].map(face => importFrom(folder, face)))
  it('plinth.ts and index.ts are used by no folder below them', () => {
    expect(toFace.filter(path => !isRefused(path))).toEqual([])
  })

  const wanted = below.map(folder => `./${folder}/x.ts`)
  const unwanted = ['./cli/x.ts', './testing/x.ts', './detour/../cli/x.ts', '../x.ts', ...names]
  const content = [...wanted, ...unwanted].map(path => `import '${path}'`).join('\n')
  const faces = ['plinth.ts', 'index.ts'].map(face => probe(`${source}/${face}`, content))
  it.each(faces)('%s uses everything below, but neither cli nor testing', face => {
    const refused = new Set(findings.filter(({ path }) => path === face).map(({ line }) => line - 1))
    expect(refused).toEqual(new Set(unwanted.map((_, at) => wanted.length + at)))
  })
})

describe('however an import is written', () => {
  const statements: Record<string, (path: string) => string> = {
    'import type': path => `import type { A } from '${path}'`,
    'inline type': path => `import { type A, b } from '${path}'`,
    'import for effect': path => `import '${path}'`,
    'export from': path => `export { a } from '${path}'`,
    'export all': path => `export * from '${path}'`,
    'import()': path => `export const a = () => import('${path}')`,
  }
  const paths = Object.entries(statements).map(
    ([name, statement]) => [name, importFrom('define', 'catalogue/x.ts', statement)] as const,
  )
  it.each(paths)('%s is seen', (_, path) => expect(isRefused(path)).toBe(true))

  const detours = below.map(folder => importFrom(folder, 'cli/x.ts', path => `import './a/../${path}'`))
  it('a detour leads nowhere', () => {
    expect(detours.filter(path => !isRefused(path))).toEqual([])
  })

  const typeOf = importFrom('define', 'catalogue/x.ts', path => `export type A = import('${path}').A`)
  it("a type written as import('...') is refused anywhere", () => {
    expect(isFound('plugin', typeOf)).toBe(true)
  })
})

describe('cycles', () => {
  const cycle = (name: string, statement: (path: string) => string) =>
    ['a', 'b'].map((file, index) =>
      probe(`${source}/define/${name}/${file}.ts`, statement(index === 0 ? './b.ts' : './a.ts')),
    )
  const ofValues = cycle('values', path => `export * from '${path}'`)
  const ofTypes = cycle('types', path => `export type * from '${path}'`)
  it.each([...ofValues, ...ofTypes])('%s is refused', path => {
    expect(isFound('lint/suspicious/noImportCycles', path)).toBe(true)
  })
})

describe('packages and servers', () => {
  const builtOnUs = ['servers/netdiag/src/x.ts', 'examples/x.ts'].map(path => `../../../${path}`)
  const toThem = [...folders, '.', '../../test-support/src'].flatMap(folder =>
    builtOnUs.map(target => importFrom(folder, target)),
  )
  const byName = probe('packages/test-support/src/x.ts', "import 'plinth-netdiag'")
  const inTest = probe(`${source}/x.test.ts`, "import '../../../servers/netdiag/src/x.ts'")
  it('no package imports a server or an example, not even in a test', () => {
    expect([...toThem, byName, inTest].filter(path => !isRefused(path))).toEqual([])
  })

  const outside = ['servers/netdiag/src', 'examples/reference', 'bench'].map(folder => {
    const up = folder.replaceAll(/[^/]+/g, '..')
    return [folder, probe(`${folder}/x.ts`, `import '${up}/packages/plinth/src/plinth.ts'`)] as const
  })
  it.each(outside)('%s uses a package by its name', (_, path) => expect(isRefused(path)).toBe(true))
})

describe('the web console', () => {
  const app = 'packages/plinth/console/app'
  const rules = ['lint/style/noRestrictedImports', 'plugin']
  const linesRefusedIn = (path: string) =>
    new Set(
      findings
        .filter(finding => finding.path === path && rules.includes(finding.rule))
        .map(({ line }) => line - 1),
    )
  const refusing = (path: string, good: readonly string[], bad: readonly string[]) => {
    probe(path, [...good, ...bad].join('\n'))
    return () => expect(linesRefusedIn(path)).toEqual(new Set(bad.map((_, at) => good.length + at)))
  }

  const own = ['preact', './own.tsx', '../parts/json.tsx', '../api.ts'].map(from => `import '${from}'`)
  const notOwn = ['../../../src/events.ts', '../../build.ts', '../../../../x.ts', 'node:fs', ...names]
  it(
    'shows what its own files and what is bundled with them hold',
    refusing(`${app}/views/probe.ts`, own, [
      ...notOwn.map(from => `import '${from}'`),
      "import type { A } from '../../../src/events.ts'",
      "export const load = () => import('../../../src/events.ts')",
    ]),
  )

  it(
    'takes of the server only types, of few files',
    refusing(
      `${app}/types.ts`,
      ["import type { A } from '../../src/events.ts'", "export type { B } from '../../src/define/task.ts'"],
      [
        "import type { C } from '../../src/bus.ts'",
        "import '../../src/events.ts'",
        "import { d } from '../../src/events.ts'",
        "import { type E } from '../../src/events.ts'",
        "export { f } from '../../src/events.ts'",
        "export * from '../../src/events.ts'",
        "void import('../../src/events.ts')",
      ],
    ),
  )

  it(
    'is bundled without the server',
    refusing(
      'packages/plinth/console/build.ts',
      ["import type { A } from '../src/operate/rest/console-files.ts'"],
      [
        "import '../src/plinth.ts'",
        "import '../../test-support/src/x.ts'",
        ...names.map(name => `import '${name}'`),
      ],
    ),
  )
})

it('every folder of the package has its arrows', () => {
  const existing = readdirSync(join(repository, source), { withFileTypes: true })
    .filter(entry => entry.isDirectory())
    .map(entry => entry.name)
  const known = folders.map(folder => folder.split('/')[0])
  expect(existing.filter(name => !known.includes(name))).toEqual([])
})
