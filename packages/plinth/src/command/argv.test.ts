import { describe, expect, it } from 'vitest'
import { ArgumentError } from './argument-error.ts'
import { checkArguments, literal } from './argv.ts'

describe('checkArguments', () => {
  it('makes plain text of pieces', () => {
    expect(checkArguments(['-c', '3', literal('a b $(id)'), literal('')], {}, [])).toEqual([
      '-c',
      '3',
      'a b $(id)',
      '',
    ])
  })

  it.each(['a b', '', '$(id)', 'a\n', 'é', '"'])('refuses the string %j', text => {
    expect(() => checkArguments([text], {}, [])).toThrow(ArgumentError)
  })

  it('refuses NUL even in literal text', () => {
    expect(() => checkArguments([literal('a\0b')], {}, [])).toThrow(ArgumentError)
  })

  it('refuses a flag that the caller gave as a value, however deep it was', () => {
    for (const input of [{ a: '-x' }, { a: { b: [{ c: '-x' }] } }, ['-x']])
      expect(() => checkArguments(['-x'], input, [])).toThrow('begins with "-"')
  })

  it("allows the tool's own flags, and those that were checked", () => {
    expect(checkArguments(['-x', '-oX', '-'], { a: 'x', b: '-y' }, [])).toEqual(['-x', '-oX', '-'])
    expect(checkArguments(['-x'], { extra_args: '-x' }, ['-x'])).toEqual(['-x'])
    expect(checkArguments([literal('-x')], { a: '-x' }, [])).toEqual(['-x'])
    expect(checkArguments(['--host=-x'], { host: '-x' }, [])).toEqual(['--host=-x'])
  })
})
