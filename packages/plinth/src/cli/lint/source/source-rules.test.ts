import { describe, expect, it } from 'vitest'
import { linesOf, placesIn } from '../lint.fixtures.ts'

/** A server whose tool does what is given. */
const inTool = (body: string, before = ''): string => `${before}
server.tool('read', { description: 'Reads what was kept' }, async ({ id }, ctx) => {
  ${body}
})`

// Put together, so that nothing that looks for credentials finds these.
const token = ['ghp', 'a1B2'.repeat(9)].join('_')
const awsKey = ['AKIA', 'ABCDEFGH12345678'].join('')
const pem = ['-----BEGIN', 'PRIVATE KEY-----'].join(' ')

/** For each rule: sources in which it must find something, and near misses in which it must not. */
const CASES: Readonly<Record<string, { readonly found: string[]; readonly missed: string[] }>> = {
  'no-stdout': {
    found: [
      inTool('console.log(id)'),
      "process.stdout.write('ready')",
      'globalThis.console.table([])',
      'console?.info(1)',
    ],
    missed: [
      inTool('console.error(id); console.warn(id)'),
      "process.stderr.write('ready')",
      "const text = 'console.log(1)' // console.log(1)",
      "ctx.log.info('read')",
    ],
  },
  'sync-io': {
    found: [
      inTool("return readFileSync('notes.txt', 'utf8')"),
      inTool("return fs.readFileSync('notes.txt', 'utf8')"),
      inTool('return load(id)', 'const load = id => readFileSync(id)'),
      `function handle() { return execFileSync('date') }\nserver.tool('date', {}, handle)`,
      `commandTool({ name: 'x', command: 'x', parse: raw => gunzipSync(raw.stdout) })`,
    ],
    missed: [
      inTool("return await readFile('notes.txt')", "const notes = readFileSync('notes.txt', 'utf8')"),
      inTool(
        'return ctx.deps.notes',
        'const load = () => readFileSync("a")\nconst server = new Plinth({ lifespan: () => load() })',
      ),
      inTool('return new DatabaseSync(":memory:")'),
    ],
  },
  'long-handler': {
    found: [inTool('ctx.log.info(id)\n'.repeat(80))],
    missed: [inTool('ctx.log.info(id)\n'.repeat(70)), `const all = () => {\n${'run()\n'.repeat(90)}}`],
  },
  'mutable-module-state': {
    found: [
      inTool('calls += 1', 'let calls = 0'),
      inTool('calls++', 'let calls = 0'),
      inTool('seen.add(id)', 'const seen = new Set()'),
      inTool('last.id = id', 'const last = {}'),
      inTool('last[id] = 1', 'export const last = []'),
      inTool('keep(id)', 'const seen = []\nconst keep = id => { seen.push(id) }'),
      inTool('delete last[id]', 'const last = {}'),
    ],
    missed: [
      inTool('return names.get(id)', 'const names = new Map([[1, "one"]])'),
      inTool('const seen = new Set(); seen.add(id)', 'const seen = new Set()'),
      inTool('built ??= build()', 'let built'),
      inTool('return 1', "const seen = new Set()\nseen.add('at the start')"),
      inTool('cache.set(ctx, id)', 'const cache = new WeakMap()'),
      inTool('return sorted.toSorted()', 'const sorted = [1]'),
    ],
  },
  'no-clean-up': {
    found: [
      'setInterval(refresh, 1000)',
      'const timer = setInterval(refresh, 1000)',
      'export const pool = new Pool({ max: 5 })',
      'const web = http.createServer(handle)',
      'const redis = new Redis(process.env.REDIS_URL)',
    ],
    missed: [
      'setInterval(refresh, 1000).unref()',
      'const timer = setInterval(refresh, 1000)\nprocess.on("exit", () => clearInterval(timer))',
      'const pool = new Pool()\nnew Plinth({ lifespan: ({ defer }) => { defer(() => pool.end()) } })',
      'const make = () => new Pool()',
      'const pools = new Map()\nthing.watch(pools)',
    ],
  },
  'lifespan-without-defer': {
    found: ["new Plinth({ name: 'a', lifespan: async () => ({ pool: new Pool() }) })"],
    missed: [
      "new Plinth({ name: 'a', lifespan: ({ defer }) => { const pool = new Pool(); defer(() => pool.end()); return { pool } } })",
      "new Plinth({ name: 'a', lifespan: () => ({ started: Date.now() }) })",
    ],
  },
  'hard-coded-secret': {
    found: [
      `const auth = '${token}'`,
      `const key = \`${awsKey}\``,
      `const pem = '${pem}'`,
      "const db = 'postgres://app:s3cretive@db.internal/app'",
      "const password = 'hunter22'",
      "const options = { apiKey: 'a8f5f167f44f4964e6c998dee827110c' }",
      "client.secret = 'a8f5f167f44f4964e6c998dee827110c'",
    ],
    missed: [
      'const password = process.env.PASSWORD',
      "const tokenName = 'MCP_SERVER_TOKEN'",
      "const TOKEN = 'MCP_SERVER_TOKEN_2'",
      "const password = 'changeme'",
      "const schema = { password: 'text that describes the password' }",
      "const nextToken = 'cursor'",
      `const db = \`postgres://\${user}:\${password}@db.internal/app\``,
      "const tokenUrl = { token: 'https://login.internal/token1' }",
      "const kind = { credential: 'password' }",
    ],
  },
  'hard-coded-configuration': {
    found: [
      "fetch('https://api.internal.corp/v1')",
      `fetch(\`http://10.0.0.5:8080/items/\${id}\`)`,
      "new Pool({ host: 'db.internal.corp' })",
      "const base = { baseURL: 'https://api.shop.io' }",
      "const folder = '/home/anna/data'",
    ],
    missed: [
      "fetch(process.env.API ?? 'https://api.internal.corp/v1')",
      "const ask = (base = 'https://api.internal.corp') => fetch(base)",
      "const settings = { api: url({ default: 'https://api.internal.corp' }) }",
      "const options = { websiteUrl: 'https://shop.io' }",
      "const description = 'See https://shop.io/docs'",
      "fetch('https://example.com/')",
      "const labels = { host: 'Name of the host' }",
      "const field = { hostname: 'string' }",
    ],
  },
  'shell-command': {
    found: [
      `import { exec } from 'node:child_process'\nexec(\`ping \${host}\`)`,
      "import { spawn as start, execSync } from 'child_process'\nexecSync('ls ' + path)",
      "import { spawn } from 'node:child_process'\nspawn(line, { shell: true })",
      "import * as children from 'node:child_process'\nchildren.exec(line)",
    ],
    missed: [
      "import { execFile } from 'node:child_process'\nexecFile('ping', [host])",
      "import { exec } from 'node:child_process'\nexec('uptime')",
      "import { spawn } from 'node:child_process'\nspawn(program, { shell: false })",
      'const [found] = /a/.exec(text)',
      "import { exec } from './tools.ts'\nexec(text)",
    ],
  },
}

describe.each(Object.entries(CASES))('%s', (rule, { found, missed }) => {
  it.each(found)('finds %s', source => {
    expect(linesOf(rule, source)).toHaveLength(1)
  })

  it.each(missed)('leaves alone %s', source => {
    expect(linesOf(rule, source)).toEqual([])
  })
})

it('reads TypeScript, and names the lines of the source as it was written', () => {
  const source = `interface Note {\n  readonly id: string\n}\nconst show = (note: Note): void => {\n  console.log(note as unknown)\n}`
  expect(linesOf('no-stdout', source)).toEqual([5])
})

it('follows calls into other files of the project, and not into what only starts the server', () => {
  const files = {
    'server.ts': `import { read } from './disk.ts'\nserver.tool('read', {}, () => read())`,
    'disk.ts': `export const read = () => readFileSync('a')\nexport const settings = () => readFileSync('b')`,
  }
  expect(placesIn('sync-io', files)).toEqual(['disk.ts:1'])
})

it('knows that what one file opens another one closes', () => {
  const files = {
    'pool.ts': 'export const pool = new Pool()',
    'server.ts':
      "import { pool } from './pool.ts'\nnew Plinth({ lifespan: ({ defer }) => { defer(() => pool.end()) } })",
  }
  expect(placesIn('no-clean-up', files)).toEqual([])
  expect(placesIn('no-clean-up', { 'pool.ts': files['pool.ts'] })).toEqual(['pool.ts:1'])
})
