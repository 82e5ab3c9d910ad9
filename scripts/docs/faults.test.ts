import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { checkData } from './data.ts'
import { createLinkCheck } from './links.ts'
import { createNameCheck } from './names.ts'
import { readPage } from './page.ts'
import { checkList } from './page-list.ts'
import { faultOfOutput } from './promise.ts'
import { createShellCheck } from './shell.ts'
import { commandsOf } from './shell-words.ts'

const repository = join(import.meta.dirname, '../..')
const fence = '```'
const page = (text: string) => readPage('docs/page.md', text)

describe('links', () => {
  const check = createLinkCheck(repository)

  it.each([
    '[a](tools.md), [b](../README.md#hello-world), [c](../examples/hello)',
    '# One\n\n[a](#one)\n\n# One\n\n[b](#one-1)',
    '[a](https://example.com/a?b#c), <mailto:me@example.com>, [b](http://127.0.0.1:8080/health)',
  ])('that lead somewhere: %s', text => {
    expect(check(page(text))).toEqual([])
  })

  it.each([
    ['[a](toools.md)', 'leads to docs/toools.md, which does not exist'],
    ['[a](tools.md#no-such-heading)', 'leads to no heading of docs/tools.md'],
    ['[a](#nowhere)', 'leads to no heading of docs/page.md'],
    ['[a](../../elsewhere.md)', 'leads out of the repository'],
    ['[a](/docs/tools.md)', 'leads out of the repository'],
    ['[a](http://example.com)', 'does not begin with https://'],
    ['[a]\n\n[a]: toools.md', 'which does not exist'],
    ['| a |\n|---|\n| ![a](a.png) |', 'which does not exist'],
  ])('%j', (text, fault) => {
    expect(check(page(text))).toEqual([expect.stringContaining(fault)])
  })
})

describe('names', () => {
  const check = createNameCheck(repository)

  it('knows variables, beginnings of them, keys, events, and settings that the page adds', () => {
    const added = `${fence}ts\nconst extra = { weather: { apiKey: secret({}) } }\n${fence}\n`
    const text = 'MCP_SERVER_PORT, `MCP_AUTH_*`, MCP_SERVER_TOKEN_FILE, `server.port`, `config.reloaded`'
    expect(check(page(`${added}\n${text}, MCP_WEATHER_API_KEY`))).toEqual([])
  })

  it.each(['MCP_SERVER_PROT', '`MCP_AUHT_*`', '`server.prot`', '`tools.exlude`'])('tells of %s', text => {
    expect(check(page(`A page\nwith ${text}`))).toEqual([expect.stringContaining('docs/page.md:2: ')])
  })
})

describe('commands', () => {
  const check = createShellCheck(repository)
  const faults = (script: string) => check(page(`${fence}sh\n${script}\n${fence}`))

  it.each([
    'npm ci && npm start   # a comment; with a "word',
    'MCP_SERVER_TRANSPORT=http \\\n  npm --silent --prefix examples/hello run start',
    'plinth list server.ts --json',
    'npx plinth run -p 9000 server.ts -- --anything',
    'node --input-type=module -e \'await import("x")\' | cat',
    'sudo apt-get install nmap; export A=$(openssl rand -hex 32)',
    'ask() { curl a; }\nfor x in 1 2; do ask; done; if ! cat a; then ask; fi',
    'npx @modelcontextprotocol/inspector --cli node server.ts',
  ])('%s', script => {
    expect(faults(script)).toEqual([])
  })

  it.each([
    ['npm run chekc', 'there is no script "chekc"'],
    ['npm isntall', 'npm has no command "isntall"'],
    ['npm ci && plinth lisst', 'plinth has no command "lisst"'],
    ['npx plinth list --jsno', 'plinth list has no option --jsno'],
    ['npx plint', 'npx knows no program "plint"'],
    ['node examples/hello/sevrer.ts', 'there is no file examples/hello/sevrer.ts'],
    ['cat a | crul b', 'the program "crul" is unknown'],
    ["echo 'open", 'not understood'],
  ])('%s', (script, fault) => {
    expect(faults(script)).toEqual([expect.stringContaining(fault)])
  })

  it('are split into words', () => {
    expect(commandsOf(`A='b c' d "e \\" f" | g\\\n  h;i # j`)).toEqual([
      ['A=b c', 'd', 'e \\" f'],
      ['g', 'h'],
      ['i'],
    ])
  })
})

it.each([
  ['json', '{ "a": 1, }'],
  ['yaml', 'a: [1'],
  ['jsonl', '{}\n{'],
])('tells of %s that cannot be parsed', (language, code) => {
  const { blocks } = page(`${fence}${language}\n${code}\n${fence}\n\n${fence}json\n{}\n${fence}`)
  expect(checkData(blocks)).toEqual([expect.stringContaining('docs/page.md:2: ')])
})

it('tells of pages that the list does not have once', () => {
  const index = readPage('docs/README.md', '[a](a.md), [b](b.md#b), [b](b.md)')
  expect(checkList(index, ['docs/README.md', 'docs/a.md', 'docs/b.md', 'docs/c.md'])).toEqual([
    'docs/b.md: stands 2 times in docs/README.md, and not once',
    'docs/c.md: stands 0 times in docs/README.md, and not once',
  ])
})

describe('faultOfOutput', () => {
  const blocks = (code: string, text = '') =>
    page(`${fence}ts\n${code}\n${fence}\n${text}`).blocks.slice(0, 1)

  it.each([
    ['a()', 'anything'],
    ['a()\n// prints: { a: 1 }\nb()\n  // prints: two', '{\n  a: 1\n}\ntwo\n'],
    ['// prints: took ... ms', 'took 12 ms\n'],
  ])('%j keeps what it says', (code, output) => {
    expect(faultOfOutput(blocks(code), output)).toBeUndefined()
  })

  it('tells what is missing, different or too much', () => {
    for (const output of ['', 'one', 'two\none', 'one\ntwo\nthree'])
      expect(faultOfOutput(blocks('// prints: one\n// prints: two'), output)).toContain('and not\none\ntwo')
    expect(faultOfOutput(blocks('one()', `\n${fence}text\none\n${fence}`), 'two')).toBe(
      'prints\ntwo\nand not\none',
    )
  })
})
