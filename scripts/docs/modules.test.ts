import { describe, expect, it } from 'vitest'
import { modulesOf } from './modules.ts'
import { readPage } from './page.ts'

const fence = '```'
const modulesIn = (...lines: string[]) => modulesOf(readPage('docs/page.md', lines.join('\n')))
const block = (code: string, info = '') => [`${fence}ts ${info}`, code, fence, '']

describe('modulesOf', () => {
  it('makes one module of the blocks with one name, and knows where their lines stand', () => {
    const { modules } = modulesIn(
      ...block('const a = 1', 'a.ts'),
      ...block('const b = 1'),
      ...block('a\na', 'a.ts'),
    )
    expect(modules.map(({ file, code }) => [file, code])).toEqual([
      ['docs/page/block-6.ts', 'const b = 1\n'],
      ['docs/page/a.ts', 'const a = 1\na\na\n'],
    ])
    expect([1, 2, 3].map(line => modules[1]?.place(line))).toEqual([
      'docs/page.md:2',
      'docs/page.md:10',
      'docs/page.md:11',
    ])
  })

  it('gives a block what it uses of what was imported before, and nothing that it has itself', () => {
    const imports = "import { a, b, type C } from 'x'\nimport d, * as e from 'y'"
    const { modules } = modulesIn(...block(imports), ...block('const a: C = x.b\nf(...e)'))
    expect(modules[1]?.code).toBe(
      "import { type C } from 'x'\nimport * as e from 'y'\nconst a: C = x.b\nf(...e)\n",
    )
    expect(modules[1]?.place(3)).toBe('docs/page.md:7')
  })

  it('gives a block its context, and of the page what the context or the block needs', () => {
    const page = ['<!-- page context', 'const a = 1', 'const b = a', 'const c = 3', '-->', '']
    const own = ['<!-- context', 'const d = b', '-->', '']
    const { modules } = modulesIn(...page, ...own, ...block('d'), ...block('const c = 4'))
    expect(modules.map(({ code }) => code)).toEqual([
      'const a = 1\nconst b = a\nconst d = b\nd\n',
      'const c = 4\n',
    ])
  })

  it('only type-checks what has declarations for a context', () => {
    const { modules } = modulesIn(
      '<!-- context',
      'declare const a: 1',
      '-->',
      '',
      ...block('a'),
      ...block('2'),
    )
    expect(modules.map(({ check }) => check)).toEqual(['types', 'run'])
  })

  it('leaves parts of other files alone, and what is only parsed', () => {
    expect(modulesIn(...block('a', 'examples/hello/server.ts'), ...block('a', 'nocheck')).modules).toEqual([])
  })

  it('tells where the syntax is wrong, also of what is only parsed', () => {
    const { problems } = modulesIn(...block('const = 1'), ...block('if (', 'nocheck'))
    expect(problems).toEqual([
      expect.stringMatching(/^docs\/page.md:2: /),
      expect.stringMatching(/^docs\/page.md:6: /),
    ])
  })
})
