import { describe, expect, it } from 'vitest'
import { readPage } from './page.ts'

const fence = '```'
const read = (...lines: string[]) => readPage('docs/page.md', lines.join('\n'))

describe('readPage', () => {
  it('finds blocks with their language, name and line, in lists too', () => {
    const { blocks } = read(
      '# Page',
      '',
      `${fence}ts weather.ts norun`,
      'const a = 1',
      fence,
      '',
      `- ${fence}json`,
      '  {}',
      `  ${fence}`,
    )
    expect(blocks).toMatchObject([
      { line: 4, language: 'ts', title: 'weather.ts', check: 'types', code: 'const a = 1' },
      { line: 8, language: 'json', title: undefined, check: 'run', code: '{}' },
    ])
  })

  it.each([
    [['', `${fence}text`, '42', fence], '42'],
    [['', 'Output:', '', `${fence}text`, '42', fence], '42'],
    [['', 'Elsewhere there stands', '', `${fence}text`, '42', fence], undefined],
    [['', `${fence}json`, '42', fence], undefined],
  ])('takes text for output where it follows: %j', (after, output) => {
    const { blocks } = read(`${fence}ts`, 'console.log(42)', fence, ...after)
    expect(blocks[0]?.output).toBe(output)
  })

  it('gives a block the context before it, and the page its own', () => {
    const comments = [
      '<!-- page context',
      "import { z } from 'zod'",
      '',
      '-->',
      '<!-- context',
      'const a = 1',
      '-->',
    ]
    const { blocks, context, problems } = read(
      ...comments,
      '',
      `${fence}ts`,
      'a',
      fence,
      `${fence}ts`,
      'b',
      fence,
    )
    expect(blocks.map(each => each.context)).toEqual(['const a = 1', undefined])
    expect(context).toBe("import { z } from 'zod'")
    expect(problems).toEqual([])
  })

  it.each([
    [['<!-- contxt', 'a', '-->', '', 'Text'], 'docs/page.md:1: a comment that says nothing to the checks'],
    [['<!-- context', 'a', '-->', '', 'Text'], 'docs/page.md:5: a context stands right before'],
    [[fence, 'a', fence], 'docs/page.md:1: a block without a language'],
  ])('tells of %j', (lines, problem) => {
    expect(read(...lines).problems).toEqual([expect.stringContaining(problem)])
  })
})
