import { describe, expect, it } from 'vitest'
import { type FlagForm, type FlagSpec, type Flags, flagAllowlist } from './flags.ts'

const form = (flags: Flags, token: string) => {
  const found = flagAllowlist(flags).find(token)
  return found && [found.flag.name, found.inline?.form, found.inline?.value]
}

const port: FlagSpec = { value: 'int', min: 1, max: 10 }

const taken = (...forms: FlagForm[]): FlagSpec => ({ value: 'int', min: 1, max: 10, forms })

describe('flagAllowlist', () => {
  it('finds a value in the same token', () => {
    expect(form({ '-p': port }, '-p')).toEqual(['-p', undefined, undefined])
    expect(form({ '-p': port }, '-p80')).toEqual(['-p', 'attached', '80'])
    expect(form({ '--port': port }, '--port=80')).toEqual(['--port', 'equals', '80'])
    expect(form({ '--port': port }, '--port=a=b')).toEqual(['--port', 'equals', 'a=b'])
  })

  it.each([
    '--port80',
    '--por=1',
    '--ports=1',
    '-',
    '--',
    '---',
    '-P',
    '-pp',
    '--constructor',
    '--__proto__',
    '-x',
  ])('does not find %s', token => {
    expect(form({ '--port': port, '-p': {} }, token)).toBeUndefined()
  })

  it('takes the longest name, and no attached value for a flag that has none', () => {
    const flags: Flags = { '-P': { value: 'enum', oneOf: ['n', 'x'] }, '-Pn': {} }
    expect(form(flags, '-Pn')?.[0]).toBe('-Pn')
    expect(form(flags, '-Px')).toEqual(['-P', 'attached', 'x'])
    expect(form(flags, '-Pnx')).toBeUndefined()
  })

  it('keeps to the forms that are declared', () => {
    expect(form({ '-p': taken('separate') }, '-p1')).toBeUndefined()
    expect(form({ '--port': taken('separate') }, '--port=1')).toBeUndefined()
    expect(form({ '-PS': taken('attached') }, '-PS1')).toEqual(['-PS', 'attached', '1'])
  })

  it.each(['p', '', '-', '--', '-p x', '-p\n', '-é', '- p', '---p'])(
    'refuses %j as the name of a flag',
    name => {
      expect(() => flagAllowlist({ [name]: {} })).toThrow(TypeError)
    },
  )

  it('asks how a longer flag with one dash takes its value', () => {
    expect(() => flagAllowlist({ '-PS': port })).toThrow('flag -PS needs `forms`')
  })

  it('cannot be changed after it was made', () => {
    const oneOf = ['a']
    const flags: Record<string, Flags[string]> = { '-m': { value: 'enum', oneOf } }
    const allowed = flagAllowlist(flags)
    oneOf.push('b')
    flags['-oN'] = {}
    expect(allowed.names).toEqual(['-m'])
    expect(allowed.find('-oN')).toBeUndefined()
    expect(allowed.find('-m')?.flag.spec).toEqual({ value: 'enum', oneOf: ['a'] })
    const flag = allowed.find('-m')?.flag
    for (const part of [
      allowed,
      allowed.names,
      flag,
      flag?.spec,
      flag?.forms,
      flag?.spec.value === 'enum' && flag.spec.oneOf,
    ])
      expect(Object.isFrozen(part)).toBe(true)
  })
})
