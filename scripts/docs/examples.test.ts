import { describe, expect, it } from 'vitest'
import { readExamples } from './examples.ts'
import { modulesOf } from './modules.ts'
import { statementsOf } from './statements.ts'

const fence = '```'
const specifierOf = (name: string) => `plinth/${name}`
const read = (...lines: string[]) => readExamples('src/a.ts', lines.join('\n'), specifierOf)

describe('readExamples', () => {
  it('finds the examples of doc comments, and where their lines stand', () => {
    const { blocks } = read(
      '// @example no',
      '/**',
      ' * Adds.',
      ' *',
      ' * @param a one',
      ' * @example',
      ' * add(1,',
      ' *   2)',
      ' * @example add(3, 4)',
      ' * @returns the sum',
      ' */',
      'export const add = (a: number, b: number) => a + b',
    )
    expect(blocks.map(({ code, line, check }) => [code, line, check])).toEqual([
      ['add(1,\n  2)', 7, 'run'],
      ['add(3, 4)', 9, 'run'],
    ])
  })

  it('takes of a fenced example what is in the fence, and how far it is checked', () => {
    const { blocks } = read(
      '/**',
      ' * @example',
      ` * ${fence}ts norun`,
      ' * add(1)',
      ` * ${fence}`,
      ' */',
      'add()',
    )
    expect(blocks).toMatchObject([{ code: 'add(1)', line: 4, check: 'types', language: 'ts' }])
  })

  it('makes what a comment says of an expression a promise, and lets lines stay where they are', () => {
    const codeOf = (...lines: string[]) => read('/**', ' * @example', ...lines, ' */').blocks[0]
    expect(codeOf(' * a()', ' * b(', ' *   1) // 2', ' * c() // 3')).toMatchObject({
      code: 'a()\nconsole.log(inspect(b(\n  1), { depth: null })) // 2\nconsole.log(inspect(c(), { depth: null })) // 3',
      output: '2\n3',
    })
    expect(codeOf(' * a()', ' * // 1', ' * // 2')?.output).toBe('1\n2')
    expect(codeOf(' * a()', ' * // and then', ' * b()')?.output).toBeUndefined()
    expect(codeOf(' * a() // throws Error: b')?.code).toMatch(/^try \{ .* \} catch /)
  })

  it('gives them the names of their file, and of the context what they use', () => {
    const page = read('/** @example add(z, other) */', 'export const add = 1', 'export interface Sum {}')
    const context = statementsOf("import { z } from 'zod'\nimport { add } from 'elsewhere'\nimport 'x'")
    const [module] = modulesOf(page, context.slice(0, 2)).modules
    expect(module?.code).toBe("import { z } from 'zod'\nimport { add } from 'plinth/add'\nadd(z, other)\n")
    expect(module?.place(3)).toBe('src/a.ts:1')
  })
})
