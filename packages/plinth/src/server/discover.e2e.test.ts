import { spawnSync } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import type { Discovery } from './discover.ts'

const packageRoot = join(import.meta.dirname, '../..')
const modules = join(packageRoot, '../../node_modules')

const made: string[] = []
afterEach(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true })
})

/** What a user has: a project with plinth and zod installed, and a program that serves what is discovered. */
const project = (files: Readonly<Record<string, string>> = {}) => {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'discover-')))
  made.push(root)
  const put = (path: string, content: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), content)
  }
  mkdirSync(join(root, 'node_modules'))
  symlinkSync(packageRoot, join(root, 'node_modules/plinth'))
  symlinkSync(join(modules, 'zod'), join(root, 'node_modules/zod'))
  put('package.json', '{ "type": "module" }')
  put('serve.ts', PROGRAM)
  for (const [path, content] of Object.entries(files)) put(path, content)

  const serve = (folder: string): Served => {
    const args = ['--conditions=plinth-source', 'serve.ts', folder]
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' })
    if (status !== 0) throw new Error(`The program ended with code ${status}:\n${stderr}`)
    const { discovery, ...rest } = JSON.parse(stdout) as Served
    const shorten = (file: string) => relative(root, file)
    const problems = discovery.problems.map(({ file, reason }) => ({ file: shorten(file), reason }))
    return { ...rest, discovery: { ...discovery, folder: shorten(discovery.folder), problems } }
  }
  return { root, put, serve }
}

interface Served {
  readonly discovery: Discovery
  readonly tools: Readonly<Record<string, unknown>>
  readonly prompts: readonly string[]
  readonly resources: readonly string[]
  readonly log: readonly { readonly level: string; readonly event: string; readonly message?: string }[]
}

const PROGRAM = `
import { discover, Plinth } from 'plinth'
import type { Logger } from 'plinth'
import { connect } from 'plinth/testing'

const lines: object[] = []
const at = (level: string) => (event: string, fields: object = {}) =>
  void lines.push({ level, event, message: 'message' in fields ? fields.message : undefined })
const log: Logger = {
  debug: at('debug'), info: at('info'), warning: at('warning'), error: at('error'), critical: at('critical'),
  child: () => log,
}
const server = new Plinth({ name: 'test', log })
const discovery = await discover(server, process.argv[2] ?? '')
const client = await connect(server)
const called = async (name: string) => [name, (await client.client.callTool({ name, arguments: {} })).content[0].text]
const has = client.client.getServerCapabilities()
const { tools } = has.tools ? await client.client.listTools() : { tools: [] }
const { prompts } = has.prompts ? await client.client.listPrompts() : { prompts: [] }
const { resources } = has.resources ? await client.client.listResources() : { resources: [] }
const results = Object.fromEntries(await Promise.all(tools.map(tool => called(tool.name))))
await client.close()
process.stdout.write(JSON.stringify({
  discovery,
  tools: results,
  prompts: prompts.map(({ name }) => name),
  resources: resources.map(({ uri }) => uri),
  log: lines,
}))
`

const toolFile = (name: string, answer = name) =>
  `import { tool } from 'plinth'\nexport const ${name} = tool('${name}', {}, () => '${answer}')\n`

describe('a dropped file', () => {
  it('is served', () => {
    const { put, serve } = project({ 'tools/ping.ts': toolFile('ping', 'pong') })
    expect(serve('tools').tools).toEqual({ ping: 'pong' })
    put('tools/more/echo.mjs', toolFile('echo'))
    const { discovery, tools, log } = serve('tools')
    expect(tools).toEqual({ echo: 'echo', ping: 'pong' })
    expect(discovery).toEqual({ folder: 'tools', components: ['echo', 'ping'], modules: [], problems: [] })
    expect(log).toContainEqual({ level: 'info', event: 'discovery.done' })
  })

  it('may be TypeScript or JavaScript, and hold anything that can be served', () => {
    const { serve } = project({
      'tools/a.ts': `
        import { type Context, prompt, resource, tool } from 'plinth'
        import { z } from 'zod'
        interface City { readonly name: string }
        const city: City = { name: 'Oslo' } satisfies City
        const input = z.object({ city: z.string().default(city.name) })
        export default tool('where', { input }, ({ city }, ctx: Context) => \`\${city} by \${ctx.name}\`)
        export const greet = prompt('greet', {}, () => 'Hello')
        export const memo = resource('memo://a', {}, () => 'a')
        export const memos = resource('memo://{id}', {}, ({ id }) => id)
      `,
      'tools/b.js': `
        import { commandTool } from 'plinth/command'
        export const version = commandTool({ name: 'version', command: 'node' })
      `,
      'tools/c.mjs': `
        import { Plinth } from 'plinth'
        export const alerts = new Plinth({ name: 'alerts' })
        export const list = alerts.tool('list_alerts', {}, () => 'none')
        alerts.use(async (ctx, next) => {
          await next()
          return { kind: 'result', result: { content: [{ type: 'text', text: 'through the module' }] } }
        })
      `,
    })
    const { discovery, tools, prompts, resources } = serve('./tools')
    expect(discovery).toMatchObject({
      components: ['where', 'greet', 'memo://a', 'memo://{id}', 'version'],
      modules: ['alerts'],
      problems: [],
    })
    expect(tools).toMatchObject({ where: 'Oslo by where', list_alerts: 'through the module' })
    expect(Object.keys(tools)).toContain('version')
    expect(prompts).toEqual(['greet'])
    expect(resources).toEqual(['memo://a'])
  })

  it('is left out by its name, as exports are by theirs, and is not even imported', () => {
    const boom = 'throw new Error("imported")'
    const { serve } = project({
      'tools/ping.ts': `${toolFile('ping')}export const TestPing = undefined\n${toolFile('MockEcho').split('\n')[1]}`,
      ...Object.fromEntries(
        [
          'TestPing',
          'MockPing',
          'AbstractPing',
          '_ping',
          'ExamplePing',
          'PingBase',
          'PingMixin',
          'PingInterface',
          'ping.test',
          'ping.d',
        ].map(name => [`tools/${name}.ts`, boom]),
      ),
    })
    const { discovery, tools } = serve('tools')
    expect(tools).toEqual({ ping: 'ping' })
    expect(discovery.problems).toEqual([])
  })
})

describe('a file that cannot be served', () => {
  it('is named with the reason, in the log too, and the others are served', () => {
    const { serve } = project({
      'tools/1-broken.ts': 'export const = 1',
      'tools/2-throws.js': 'throw new Error("no database")',
      'tools/3-missing.mjs': 'import "./absent.js"',
      'tools/4-empty.ts': 'export const helper = () => 1',
      'tools/5-handle.ts': `import { Plinth } from 'plinth'
        export const ping = new Plinth({ name: 'own' }).tool('ping', {}, () => 'pong')`,
      'tools/6-enum.ts': 'export enum Kind { A }',
      'tools/7-good.ts': toolFile('good'),
      'tools/8-twice.ts': toolFile('good'),
      'tools/9-bad.ts': `import { tool } from 'plinth'\nexport const bad = tool('has space', {}, () => 1)`,
    })
    const { discovery, tools, log } = serve('tools')
    expect(tools).toEqual({ good: 'good' })
    expect(discovery.problems).toEqual([
      { file: 'tools/1-broken.ts', reason: expect.stringContaining('cannot be imported: ') },
      { file: 'tools/2-throws.js', reason: 'it cannot be imported: no database' },
      { file: 'tools/3-missing.mjs', reason: expect.stringContaining('absent.js') },
      { file: 'tools/4-empty.ts', reason: 'it exports no tool, resource, prompt or module' },
      { file: 'tools/5-handle.ts', reason: expect.stringContaining('"ping" belongs to a server already') },
      { file: 'tools/6-enum.ts', reason: expect.stringContaining('enum') },
      { file: 'tools/8-twice.ts', reason: expect.stringContaining('has a tool "good" already') },
      { file: 'tools/9-bad.ts', reason: expect.stringContaining('has space') },
    ])
    const told = log.filter(({ event }) => event !== 'discovery.done')
    expect(told.map(({ level, event }) => `${level} ${event}`)).toEqual([
      ...Array.from({ length: 3 }, () => 'error discovery.failed'),
      ...Array.from({ length: 2 }, () => 'warning discovery.skipped'),
      ...Array.from({ length: 3 }, () => 'error discovery.failed'),
    ])
    for (const [index, { file }] of discovery.problems.entries()) expect(told[index]?.message).toContain(file)
  })

  it('is served once when other files export it again', () => {
    const { serve } = project({
      'tools/index.ts': `export { ping } from './ping.ts'\nexport * as all from './ping.ts'\nexport { own } from './own.ts'`,
      'tools/own.ts': `import { Plinth } from 'plinth'\nexport const own = new Plinth({ name: 'own' })`,
      'tools/ping.ts': toolFile('ping'),
    })
    expect(serve('tools').discovery).toMatchObject({ components: ['ping'], modules: ['own'], problems: [] })
  })

  it('is told when its modules are of another copy of plinth', () => {
    const { root, serve } = project({
      'tools/package.json': '{ "type": "module" }',
      'tools/other.ts': `import { Plinth } from 'plinth'\nexport const other = new Plinth({ name: 'other' })`,
    })
    const copy = join(root, 'copy')
    for (const part of ['src', 'package.json'])
      cpSync(join(packageRoot, part), join(copy, part), { recursive: true })
    symlinkSync(modules, join(copy, 'node_modules'))
    mkdirSync(join(root, 'tools/node_modules'))
    symlinkSync(copy, join(root, 'tools/node_modules/plinth'))
    expect(serve('tools').discovery.problems).toEqual([
      {
        file: 'tools/other.ts',
        reason: expect.stringContaining('"other" was made by another copy of plinth'),
      },
    ])
  })

  it('is not imported when a link leads out of the folder', () => {
    const mark = `import { writeFileSync } from 'node:fs'\nwriteFileSync(new URL('imported', import.meta.url), '')`
    const { root, serve } = project({ 'outside/evil.ts': mark, 'tools/ping.ts': toolFile('ping') })
    symlinkSync('../outside/evil.ts', join(root, 'tools/evil.ts'))
    symlinkSync('../outside', join(root, 'tools/more'))
    const { discovery, tools } = serve('tools')
    expect(tools).toEqual({ ping: 'ping' })
    expect(discovery.problems.map(({ file }) => file).sort()).toEqual(['tools/evil.ts', 'tools/more'])
    expect(existsSync(join(root, 'outside/imported'))).toBe(false)
  })
})

describe('an installed package', () => {
  const manifest = (fields: object) => JSON.stringify({ name: 'some-tools', type: 'module', ...fields })

  it('is served where its entry is, without its programs', () => {
    const { serve } = project({
      'node_modules/some-tools/package.json': manifest({ exports: './dist/index.js', bin: './dist/cli.js' }),
      'node_modules/some-tools/dist/index.js': `export * from './ping.js'`,
      'node_modules/some-tools/dist/ping.js': toolFile('ping'),
      'node_modules/some-tools/dist/cli.js': 'process.exit(7)',
      'node_modules/some-tools/scripts/setup.js': 'process.exit(8)',
    })
    const { discovery, tools } = serve('some-tools')
    expect(tools).toEqual({ ping: 'ping' })
    expect(discovery.problems).toEqual([])
  })

  it('says so when it ships only TypeScript, which Node does not run there', () => {
    const { serve } = project({
      'node_modules/some-tools/package.json': manifest({ plinth: { tools: 'tools' } }),
      'node_modules/some-tools/tools/ping.ts': toolFile('ping'),
    })
    expect(serve('some-tools').discovery.problems).toEqual([
      { file: 'node_modules/some-tools/tools/ping.ts', reason: expect.stringContaining('node_modules') },
    ])
  })

  it('that is not there is an error', () => {
    expect(() => project().serve('absent-tools')).toThrow(
      /neither a folder nor an installed package "absent-tools"/,
    )
  })
})
