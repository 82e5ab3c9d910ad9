import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ArgumentError, type ArgumentRule } from './argument-error.ts'
import { checkToken, checkValue, quote, tokenize } from './arguments.ts'

const ruleOf = (run: () => unknown): ArgumentRule | 'allowed' => {
  try {
    run()
    return 'allowed'
  } catch (error) {
    if (error instanceof ArgumentError) return error.rule
    throw error
  }
}

const denied = [';', '&', '|', '`', '$', '>', '<', '\n', '\r', '\0']

describe('checkToken', () => {
  it.each(denied)('denies %j, and names it', character => {
    expect(() => checkToken(`a${character}b`)).toThrow(JSON.stringify(character))
    for (const token of [character, `${character}a`, `a${character}`])
      expect(ruleOf(() => checkToken(token))).toBe('character')
  })

  it('allows exactly the characters of the list, among all of ASCII', () => {
    const all = Array.from({ length: 128 }, (_, code) => String.fromCharCode(code))
    const allowed = all.filter(character => ruleOf(() => checkToken(character)) === 'allowed').join('')
    expect(allowed).toBe('%+,-./0123456789:=@ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz')
  })

  it.each(['é', 'ａ', '\u202e', '\u00a0', '😀', '\ud800', '\u2028'])('does not allow %j', character => {
    expect(ruleOf(() => checkToken(`a${character}`))).toBe('character')
  })

  it('does not allow an empty token', () => {
    expect(ruleOf(() => checkToken(''))).toBe('empty')
  })
})

describe('checkValue', () => {
  it.each(['-', '--', '-oN', '--script=x', '-1'])('refuses %s, which could be taken for a flag', value => {
    expect(ruleOf(() => checkValue(value))).toBe('dash')
  })

  it('allows a dash further in', () => {
    expect(checkValue('a-b')).toBe('a-b')
  })
})

describe('tokenize', () => {
  it('splits a text at spaces and tabs, and knows no quoting', () => {
    expect(tokenize('  -p 80\t-Pn  ', 100)).toEqual(['-p', '80', '-Pn'])
    expect(tokenize('', 100)).toEqual([])
    expect(ruleOf(() => tokenize('-x "a b"', 100))).toBe('character')
    expect(ruleOf(() => tokenize("-x 'a'", 100))).toBe('character')
  })

  it('takes a list as it is: what has white space in it is refused, not split', () => {
    expect(tokenize(['-p', '80'], 100)).toEqual(['-p', '80'])
    expect(ruleOf(() => tokenize(['-p 80'], 100))).toBe('character')
    expect(ruleOf(() => tokenize(['-p', ''], 100))).toBe('empty')
  })

  it.each(['-p 80\n-Pn', '-p 80\r', 'a\vb', 'a\fb', 'a\u00a0b'])('does not take %j for a separator', text => {
    expect(ruleOf(() => tokenize(text, 100))).toBe('character')
  })

  it('allows 2,048 bytes and refuses 2,049, as text and as list', () => {
    expect(tokenize('a'.repeat(2048), 2048)).toHaveLength(1)
    expect(ruleOf(() => tokenize('a'.repeat(2049), 2048))).toBe('length')
    const many = Array.from({ length: 1024 }, () => 'a')
    expect(tokenize(many, 2048)).toHaveLength(1024)
    expect(ruleOf(() => tokenize([...many, 'a'], 2048))).toBe('length')
    expect(
      ruleOf(() =>
        tokenize(
          many.map(() => 'aa'),
          2048,
        ),
      ),
    ).toBe('length')
  })

  it('counts bytes, not characters', () => {
    expect(ruleOf(() => tokenize('é'.repeat(1025), 2048))).toBe('length')
  })

  it('answers anything with clean tokens or an ArgumentError', { timeout: 20_000 }, () => {
    const token = fc.string({ unit: 'binary', maxLength: 20 })
    fc.assert(
      fc.property(fc.oneof(token, fc.array(token)), given => {
        if (ruleOf(() => tokenize(given, 200)) !== 'allowed') return
        for (const made of tokenize(given, 200)) expect(made).toMatch(/^[A-Za-z0-9.:/=+,\-@%_]+$/)
      }),
    )
  })
})

it('quotes without control characters and without end', () => {
  expect(quote('a\n\u0000')).toBe('"a\\n\\u0000"')
  expect(quote('a'.repeat(1000)).length).toBeLessThan(100)
})
