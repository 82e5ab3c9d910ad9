import { readFileSync } from 'node:fs'
import process from 'node:process'
import { PACKAGE_FOLDER } from '../package-folder.ts'
import type { ProjectFile, ProjectPlan } from './project.ts'
import { isVendored } from './vendored.ts'

const TEMPLATES = new URL('templates/project/', PACKAGE_FOLDER)

const read = (name: string): string => readFileSync(new URL(name, TEMPLATES), 'utf8')

const camel = (name: string): string =>
  name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())
const kebab = (name: string): string => name.replaceAll('_', '-')

/** The templates are a project of their own, with these names; the names of the new one take their places. */
const withTool = (text: string, tool: string): string =>
  text
    .replaceAll('exampleTool', camel(tool))
    .replaceAll('example_tool', tool)
    .replaceAll('example-tool', kebab(tool))

/** Lines about the tool of the template are there once for each tool. */
const withTools = (text: string, tools: readonly string[]): string =>
  text
    .split('\n')
    .flatMap(line => (/example[_-]?tool/i.test(line) ? tools.map(tool => withTool(line, tool)) : [line]))
    .join('\n')

const readme = ({ transport, tests, docker }: ProjectPlan): string =>
  [
    read('README.md'),
    ...(tests ? [read('README.tests.md')] : []),
    read(`README.${transport}.md`),
    ...(docker ? [read(`README.docker-${transport}.md`)] : []),
  ].join('')

interface Manifest {
  readonly scripts: Readonly<Record<string, string>>
  readonly dependencies: Readonly<Record<string, string>>
}

const manifest = ({ name, transport, tests, plinth }: ProjectPlan): string => {
  const { scripts, dependencies, ...rest } = JSON.parse(read('package.json')) as Manifest
  const { test: _, ...withoutTest } = scripts
  // Metrics are served over HTTP alone.
  const { 'prom-client': __, ...withoutMetrics } = dependencies
  const wanted = { ...(transport === 'http' ? dependencies : withoutMetrics), plinth }
  // So that signals which npm passes on reach the server, and no shell. That of Windows has no such word.
  const start = process.platform === 'win32' ? scripts.start?.replace(/^exec /, '') : scripts.start
  const wantedScripts = { ...(tests ? scripts : withoutTest), start }
  const written = { ...rest, name, scripts: wantedScripts, dependencies: wanted }
  return `${JSON.stringify(written, null, 2)}\n`
}

const dockerfiles = ({
  transport,
  plinth,
}: ProjectPlan): readonly (readonly [path: string, text: string])[] => {
  const [image, ignored] = [read(`Dockerfile.${transport}`), read('dockerignore')]
  if (!isVendored(plinth))
    return [
      ['Dockerfile', image],
      ['.dockerignore', ignored],
    ]
  return [
    ['Dockerfile', image.replace(/^RUN npm ci/m, 'COPY vendor ./vendor\n$&')],
    ['.dockerignore', ignored.replace(/^!src$/m, '!vendor\n$&')],
  ]
}

/** The files of a project. Its folder is somebody else's concern. */
export const filesOf = (plan: ProjectPlan): readonly ProjectFile[] => {
  const { name, transport, tools, tests, docker } = plan
  const named = (text: string) => text.replaceAll('plinth-project', name)
  const file = (path: string, content: string) => ({ path, content: named(content) })
  return [
    { path: 'package.json', content: manifest(plan) },
    file('tsconfig.json', read('tsconfig.json')),
    file('README.md', withTools(readme(plan), tools.slice(0, 1))),
    file('.gitignore', read('gitignore')),
    file('.env.example', read(`env.example.${transport}`)),
    file('src/main.ts', read(`src/main.${transport}.ts`)),
    file('src/server.ts', withTools(read('src/server.ts'), tools)),
    ...tools.flatMap(tool => [
      file(`src/tools/${kebab(tool)}.ts`, withTool(read('src/tools/example-tool.ts'), tool)),
      ...(tests
        ? [file(`src/tools/${kebab(tool)}.test.ts`, withTool(read('src/tools/example-tool.test.ts'), tool))]
        : []),
    ]),
    ...(docker ? dockerfiles(plan).map(([path, text]) => file(path, text)) : []),
  ]
}
