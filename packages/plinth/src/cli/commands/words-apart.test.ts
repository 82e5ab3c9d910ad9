import { describe, expect, it } from 'vitest'
import { wordsApart } from './words-apart.ts'

const apart = (words: string, what: 'tool' | 'resource' | 'prompt' = 'tool', commandLine?: string[]) =>
  wordsApart(words.split(' ').filter(Boolean), commandLine ? { commandLine } : {}, what)

describe('the words of a command', () => {
  it.each([
    ['server.ts forecast city=Oslo', 'server.ts', 'forecast', ['city=Oslo']],
    ['. forecast', '.', 'forecast', []],
    ['forecast', undefined, 'forecast', []],
    ['forecast city=Oslo days=2', undefined, 'forecast', ['city=Oslo', 'days=2']],
    ['net.scan hosts=a', undefined, 'net.scan', ['hosts=a']],
    ['http://127.0.0.1/mcp forecast city=a=b', 'http://127.0.0.1/mcp', 'forecast', ['city=a=b']],
  ])('of a tool: %s', (words, target, name, rest) => {
    expect(apart(words)).toEqual({ target, name, rest })
  })

  it('of a resource, whose URI may have a "="', () => {
    expect(apart('notes://all?by=age', 'resource')).toMatchObject({
      target: undefined,
      name: 'notes://all?by=age',
    })
    expect(apart('server.ts notes://all?by=age', 'resource')).toMatchObject({ target: 'server.ts' })
  })

  it('before a command line are all about what is called', () => {
    expect(apart('forecast city=Oslo', 'tool', ['node', 'x.js'])).toEqual({
      target: undefined,
      name: 'forecast',
      rest: ['city=Oslo'],
    })
  })

  it.each([
    ['', 'tool', /which tool/],
    ['server.ts', 'tool', /which tool of server\.ts/],
    ['.', 'prompt', /which prompt of \./],
    ['packages/weather city=Oslo', 'tool', /which tool of packages/],
    ['http://127.0.0.1/mcp city=Oslo', 'tool', /which tool of http/],
    ['server.ts', 'resource', /which resource/],
    ['http://127.0.0.1/mcp', 'resource', /which resource/],
  ] as const)('lack the name: %s', (words, what, message) => {
    expect(() => apart(words, what)).toThrow(message)
  })
})
