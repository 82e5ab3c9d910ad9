import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { checkPages } from './check-pages.ts'
import { readExamples } from './examples.ts'
import { readPage } from './page.ts'
import { statementsOf } from './statements.ts'

const repository = join(import.meta.dirname, '../..')
const fence = '```'
const block = (info: string, ...code: string[]) => [`${fence}${info}`, ...code, fence, ''].join('\n')
const check = (...blocks: string[]) => checkPages(repository, [readPage('docs/page.md', blocks.join('\n'))])

const hello = [
  "import { Plinth } from 'plinth'",
  "import { z } from 'zod'",
  "export const server = new Plinth({ name: 'greeter' })",
  "export const greet = server.tool('greet', { input: z.object({ name: z.string() }) }, ({ name }) => `Hello, ` + name)",
]
const call = [
  "import { connect } from 'plinth/testing'",
  "import { greet, server } from './hello.ts'",
  'const client = await connect(server)',
]

describe('checkPages', () => {
  it('finds nothing wrong with what is right', { timeout: 60_000 }, async () => {
    const problems = await check(
      block('ts hello.ts', ...hello),
      block('ts', ...call, "console.log(await client.call(greet, { name: 'Ann' }))", 'await client.close()'),
      block('text', "[ { type: 'text', text: 'Hello, Ann' } ]"),
      block('ts server.ts', "import { server } from './hello.ts'", 'await server.run()'),
      block(
        'ts hello.test.ts',
        "import { test } from 'node:test'",
        ...call,
        "test('ends', () => client.close())",
      ),
      block('sh', 'plinth list server.ts | grep -c greet'),
      block('text', '1'),
      block('ts norun', "throw new Error('never run')"),
      block('ts nocheck', 'const of: another = library'),
      block('json settings.json', '{ "of": "a file" }'),
      block(
        'ts',
        "import { readFileSync } from 'node:fs'",
        "console.log(readFileSync('settings.json', 'utf8'))",
      ),
      block('text', '{ "of": "a file" }'),
      block('ts examples/hello/server.ts', 'await server.run()'),
    )
    expect(problems).toEqual([])
  })

  it('tells of types that do not fit, names that are not there, and parts that stand nowhere', async () => {
    const problems = await check(
      block('ts hello.ts', ...hello),
      block('ts', ...call, "await client.call(greet, { nam: 'Ann' })"),
      block('ts', "import { Plint } from 'plinth'"),
      block('ts', "import 'plinth/no-such-thing'"),
      block('ts examples/hello/server.ts', 'await server.runs()'),
      block('ts examples/hello/no-such-file.ts', 'await server.run()'),
    )
    expect(problems.sort()).toEqual([
      ...[12, 16, 20].map(line => expect.stringMatching(new RegExp(`^docs/page.md:${line}: error TS`))),
      expect.stringContaining('docs/page.md:24: does not stand in examples/hello/server.ts'),
      expect.stringContaining('docs/page.md:28: does not stand in examples/hello/no-such-file.ts'),
    ])
  })

  it('tells of what does not run, or prints something else', { timeout: 60_000 }, async () => {
    const problems = await check(
      block('ts', "throw new Error('broken')"),
      block('ts', "console.log('one')", '// prints: two'),
      block('ts', 'process.exit()'),
      block('ts', 'void Promise.reject(new Error("unheard"))'),
      block('ts hello.ts', ...hello),
      block('ts', "import { server } from './hello.ts'", 'await server.run()', "throw new Error('after')"),
      block(
        'ts no.test.ts',
        "import { test } from 'node:test'",
        "test('fails', () => { throw new Error('failed') })",
      ),
      block('sh', 'echo one'),
      block('text', 'two'),
      block('sh', 'cat no-such-file | wc -l'),
      block('text', '0'),
    )
    expect(problems.map(problem => problem.split('\n')[0]).sort()).toEqual(
      [
        'docs/page.md:2: does not run: Error: broken',
        'docs/page.md:6: prints',
        'docs/page.md:11: does not run: it ended the process',
        'docs/page.md:15: does not run: Error: unheard',
        'docs/page.md:26: does not run: ended with 1',
        'docs/page/no.test.ts: ended with 1',
        'docs/page.md:37: prints',
        'docs/page.md:45: does not run: ended with 1',
      ].sort(),
    )
  })

  it('tells where examples in doc comments are wrong', { timeout: 60_000 }, async () => {
    const checkExamples = (...lines: string[]) => {
      const text = lines.map(line => `/** @example ${line} */`).join('\n')
      const pages = [readExamples('src/a.ts', text, () => '')]
      return checkPages(repository, [], {
        pages,
        context: statementsOf("import { clamp } from 'plinth/config'\nimport { inspect } from 'node:util'"),
      })
    }
    expect(await checkExamples('clamp(7, [1, 3]) // 3', 'clamp(7)')).toEqual([
      expect.stringMatching(/^src\/a.ts:2: error TS/),
    ])
    expect(await checkExamples('clamp(7, [1, 3]) // 3', 'clamp(7, [1, 3]) // 4')).toEqual([
      'src/a.ts:2: prints\n3\nand not\n4',
    ])
  })
})
