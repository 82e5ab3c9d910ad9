import { spawnSync } from 'node:child_process'
import { copyFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, delimiter, dirname, join } from 'node:path'

// Builds and packs what is published, and uses it as a stranger would: installed from the tarball into an empty
// project, with the files that the README shows, type-checked with nothing skipped, and run.

const repository = join(import.meta.dirname, '..')
const folder = mkdtempSync(join(tmpdir(), 'check-package-'))
const project = join(folder, 'project')
mkdirSync(project)
// Beside it, so that nothing of the project is found from there.
const image = join(folder, 'image')
const { NODE_OPTIONS: _, NODE_COMPILE_CACHE: __, ...inherited } = process.env
// What npm starts is to run on the Node that this runs on.
const path = [dirname(process.execPath), inherited.PATH].join(delimiter)
const environment = { ...inherited, PATH: path, npm_config_prefer_offline: 'true' }

/** @param {string} program @param {string[]} args @param {{ cwd?: string, input?: string }} [options] */
const run = (program, args, { cwd = project, input = '' } = {}) => {
  const limits = { timeout: 300_000, maxBuffer: 64 * 1024 * 1024 }
  const { status, signal, stdout, stderr, error } = spawnSync(program, args, {
    ...limits,
    cwd,
    input,
    env: environment,
    encoding: 'utf8',
  })
  if (status === 0) return stdout
  const reason = error?.message ?? (signal === null ? `exit code ${status}` : signal)
  throw new Error(`${basename(program)} ${args.join(' ')}: ${reason}\n${stdout}${stderr}`)
}
/** @param {string} script of a tool of this repository @param {string[]} args */
const runTool = (script, ...args) =>
  run(process.execPath, [join(repository, 'node_modules', script), ...args])
/** @param {string} path */
const readManifest = path => JSON.parse(readFileSync(join(repository, path, 'package.json'), 'utf8'))

/** @param {boolean} condition @param {string} message */
const demand = (condition, message) => {
  if (!condition) throw new Error(message)
}

/** @param {string} path */
const pack = path => {
  const args = ['pack', '--json', '--pack-destination', project]
  /** @type {[{ filename: string, files: { path: string }[] }]} */
  const [{ filename, files }] = JSON.parse(run('npm', args, { cwd: join(repository, path) }))
  const isTest = (/** @type {string} */ path) => /\.test(-d)?\./.test(path) && !path.startsWith('templates/')
  const tests = files.map(({ path }) => path).filter(isTest)
  demand(tests.length === 0, `${filename} carries tests: ${tests.join(', ')}`)
  return `./${filename}`
}

const SANDBOXED = `
import { codeExecutor } from 'plinth/safe'
const executor = codeExecutor()
console.log(JSON.stringify(await executor.run('return 6 * 7')))
await executor.close()
`

const NEW = [
  'new',
  'weather',
  '--transport',
  'http',
  '--tools',
  'forecast,find_city',
  '--docker',
  '--install',
]

/**
 * Installs what the image of a container would, out of nothing but what its Dockerfile copies. Where the official client
 * is not there, the command line says so.
 */
const tryImage = (/** @type {string} */ project) => {
  mkdirSync(image)
  const cwd = image
  const [stage = ''] = readFileSync(join(project, 'Dockerfile'), 'utf8').split('\n\n')
  const copied = [...stage.matchAll(/^COPY (.+) \.\S*$/gm)].flatMap(([, paths = '']) => paths.split(' '))
  for (const path of copied) cpSync(join(project, path), join(cwd, path), { recursive: true })
  run('npm', ['ci', '--omit=dev', '--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund'], { cwd })
  cpSync(join(project, 'src'), join(cwd, 'src'), { recursive: true })
  rmSync(join(cwd, 'node_modules/@modelcontextprotocol/client'), { recursive: true, force: true })
  const program = ['node_modules/plinth/bin/plinth.mjs', 'list', 'src/server.ts']
  const { status, stderr } = spawnSync(process.execPath, program, { cwd, env: environment, encoding: 'utf8' })
  demand(status === 4, `plinth list without the official client ended with ${status}: ${stderr}`)
}

/** Has the installed program write a project, and runs that project's own scripts: its tests, its types, its linter. */
const tryNewProject = () => {
  run(process.execPath, ['node_modules/plinth/bin/plinth.mjs', ...NEW])
  const cwd = join(project, 'weather')
  for (const script of ['test', 'check']) run('npm', ['run', script], { cwd })
  const called = run('npx', ['plinth', 'call', 'forecast', 'text=hello'], { cwd })
  demand(called.includes('"HELLO"'), `plinth call forecast printed ${JSON.stringify(called)}`)
  tryImage(cwd)
}

/** Writes the files of the README's hello world. */
const writeHelloWorld = () => {
  const page = readFileSync(join(repository, 'README.md'), 'utf8')
  const files = [...page.matchAll(/`([\w.-]+\.ts)`:\n\n```ts \1\n(.*?)^```$/gms)]
  demand(files.length === 3, `The README shows ${files.length} files, and not server, tool and test`)
  for (const [, name = '', content = ''] of files) writeFileSync(join(project, name), content)
}

try {
  console.log('building and packing')
  run(process.execPath, [join(repository, 'scripts/build.mjs')])
  const plinth = pack('packages/plinth')
  const netdiag = pack('servers/netdiag')

  console.log('publint and attw')
  for (const tarball of [plinth, netdiag]) runTool('publint/src/cli.js', 'run', tarball, '--strict')
  runTool('@arethetypeswrong/cli/dist/index.js', plinth, '--profile', 'esm-only', '--no-definitely-typed')

  console.log('installing into an empty project')
  const { devDependencies: tools } = readManifest('.')
  const { devDependencies: peers } = readManifest('packages/plinth')
  const dependencies = {
    plinth,
    'plinth-netdiag': netdiag,
    '@modelcontextprotocol/client': peers['@modelcontextprotocol/client'],
    zod: peers.zod,
    'quickjs-wasi': peers['quickjs-wasi'],
    typescript: tools.typescript,
    '@types/node': tools['@types/node'],
  }
  writeFileSync(
    join(project, 'package.json'),
    JSON.stringify({ private: true, type: 'module', dependencies }),
  )
  writeHelloWorld()
  copyFileSync(join(repository, 'scripts/check-package/tsconfig.user.json'), join(project, 'tsconfig.json'))
  run('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', '--ignore-scripts'])

  console.log('type-checking, testing and running the hello world')
  run(process.execPath, ['node_modules/typescript/bin/tsc', '-p', '.'])
  run(process.execPath, ['--test'])

  console.log('asking it by the command line')
  const listed = run(process.execPath, ['node_modules/.bin/plinth', 'list', 'weather.ts'])
  demand(listed.includes('forecast'), `plinth list weather.ts printed ${JSON.stringify(listed)}`)

  run(process.execPath, ['node_modules/.bin/plinth', 'lint', 'weather.ts', '--fail-on', 'warning'])

  console.log('running a program in a thread')
  const { value } = JSON.parse(run(process.execPath, ['--input-type=module', '--eval', SANDBOXED]))
  demand(value === 42, `a program came to ${value}`)

  console.log('writing a new project, and running its scripts')
  tryNewProject()

  const clientInfo = { name: 'check-package', version: '1.0.0' }
  const params = { protocolVersion: '2025-11-25', capabilities: {}, clientInfo }
  const input = `${JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'initialize', params })}\n`
  for (const server of ['server.ts', 'node_modules/plinth-netdiag/bin/plinth-netdiag.js']) {
    console.log(`starting ${server}`)
    const answer = run(process.execPath, [server], { input })
    demand(answer.includes('"serverInfo"'), `${server} answered ${JSON.stringify(answer)} to initialize`)
  }
  console.log('the packages are fit for use')
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
} finally {
  rmSync(folder, { recursive: true })
}
