import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ArgumentError, type ArgumentRule } from './argument-error.ts'
import { flagAllowlist } from './flags.ts'
import { type OperandSpec, parseFreeArguments } from './free-arguments.ts'

const allowed = flagAllowlist({
  '-Pn': {},
  '-v': { repeat: true },
  '-T': { value: 'int', min: 0, max: 5 },
  '-p': { value: 'ports', maxRanges: 3 },
  '-PS': { value: 'ports', forms: ['attached'] },
  '--max-rate': { value: 'int', min: 1, max: 1000 },
  '--scale': { value: 'number', min: 0, max: 2.5 },
  '--reason': {},
  '--mode': { value: 'enum', oneOf: ['fast', 'slow'] },
  '--tag': {
    value: 'text',
    test: text => /^[a-z]+$/.test(text),
    expects: 'lower-case letters',
    repeat: true,
  },
})

const parse = (text: string, operands?: OperandSpec) =>
  parseFreeArguments(text === '' ? [] : text.split(' '), allowed, operands)

const ruleOf = (text: string, operands?: OperandSpec): ArgumentRule | 'allowed' => {
  try {
    parse(text, operands)
    return 'allowed'
  } catch (error) {
    if (error instanceof ArgumentError) return error.rule
    throw error
  }
}

describe('parseFreeArguments', () => {
  it.each([
    '',
    '-Pn',
    '-v -v -Pn',
    '-T 4',
    '-T4',
    '-T0',
    '-p 80',
    '-p80',
    '-p 1-100,443,8080',
    '-PS22',
    '--max-rate 1000',
    '--max-rate=1',
    '--scale 0.25',
    '--scale=2.5',
    '--mode fast',
    '--mode=slow --reason',
    '--tag a --tag b',
  ])('allows "%s" and hands it on as it is', text => {
    expect(parse(text).tokens.join(' ')).toBe(text)
  })

  it.each<[text: string, rule: ArgumentRule]>([
    ['-oN file', 'flag'],
    ['-oN', 'flag'],
    ['-oN=file', 'flag'],
    ['-iL /etc/passwd', 'flag'],
    ['--script=x', 'flag'],
    ['--max-rat 1', 'flag'],
    ['--max-rate1', 'flag'],
    ['--', 'flag'],
    ['-', 'flag'],
    ['-Pnv', 'flag'],
    ['-vPn', 'flag'],
    ['--reason=1', 'flag'],
    ['--constructor', 'flag'],
    ['--__proto__=1', 'flag'],
    ['-T', 'value'],
    ['-T -Pn', 'dash'],
    ['-T -1', 'dash'],
    ['-T 6', 'value'],
    ['-T6', 'value'],
    ['-T=4', 'value'],
    ['-T four', 'value'],
    ['-T 04', 'value'],
    ['-T 4.5', 'value'],
    ['-T 0x4', 'value'],
    ['-T 1e0', 'value'],
    ['-p', 'value'],
    ['-p 0', 'value'],
    ['-p 65536', 'value'],
    ['-p 1,2,3,4', 'value'],
    ['-p -', 'dash'],
    ['-PS 22', 'value'],
    ['--max-rate', 'value'],
    ['--max-rate=', 'empty'],
    ['--max-rate 1001', 'value'],
    ['--max-rate=-1', 'dash'],
    ['--max-rate Infinity', 'value'],
    ['--scale 2.6', 'value'],
    ['--scale .5', 'value'],
    ['--mode medium', 'value'],
    ['--mode', 'value'],
    ['--mode --reason', 'dash'],
    ['--tag A', 'value'],
    ['--tag $(id)', 'character'],
    ['-Pn -Pn', 'repeated'],
    ['-p 1 -p 2', 'repeated'],
    ['-p 1 -p2', 'repeated'],
    ['--max-rate 1 --max-rate=2', 'repeated'],
    ['8.8.8.8', 'operand'],
    ['-Pn 8.8.8.8', 'operand'],
    ['-p 80 8.8.8.8', 'operand'],
  ])('refuses "%s": %s', (text, rule) => {
    expect(ruleOf(text)).toBe(rule)
  })

  it('says what would be right', () => {
    expect(() => parse('-T 9')).toThrow('Flag -T expects a whole number from 0 to 5, not "9"')
    expect(() => parse('--mode x')).toThrow('Flag --mode expects one of fast, slow, not "x"')
    expect(() => parse('-p 1,2,3,4')).toThrow('Flag -p expects at most 3 port ranges')
    expect(() => parse('-oN x')).toThrow('Flag "-oN" is not allowed')
    expect(suggestionFor('-oN x')).toContain('Allowed: -Pn, -v')
    expect(suggestionFor('-PS 1')).toBe('Write -PSvalue')
    expect(suggestionFor('--mode')).toBe('Write --mode value')
  })

  it('tells a tool what was given', () => {
    const free = parse('-p 80 --tag a --tag=b -Pn')
    expect([free.has('-p'), free.has('-Pn'), free.has('-T'), free.has('constructor')]).toEqual([
      true,
      true,
      false,
      false,
    ])
    expect(free.values('-p')).toEqual(['80'])
    expect(free.values('--tag')).toEqual(['a', 'b'])
    expect(free.values('-T')).toEqual([])
    expect(Object.isFrozen(free.tokens)).toBe(true)
  })

  it('allows other words only as declared', () => {
    const operands: OperandSpec = { value: 'enum', oneOf: ['A', 'AAAA', '+short'], max: 2 }
    expect(parse('A -Pn +short', operands).operands).toEqual(['A', '+short'])
    expect(ruleOf('MX', operands)).toBe('value')
    expect(ruleOf('A A A', operands)).toBe('operand')
    expect(ruleOf('A AAAA', { value: 'enum', oneOf: ['A', 'AAAA'] })).toBe('operand')
  })

  it('lets through nothing but listed flags with fitting values, in the order in which they came', () => {
    const token = fc.constantFrom(
      '-Pn',
      '-v',
      '-T',
      '-T4',
      '4',
      '-p',
      '80',
      '-oN',
      'x',
      '--max-rate',
      '--max-rate=5',
      '-',
      '--',
      '=',
      '-PS',
      '--tag',
    )
    const listed = /^(?:-Pn|-v|-T ?[0-5]|-p ?[1-9]\d*|--max-rate[ =][1-9]\d*|--tag [a-z]+)$/
    fc.assert(
      fc.property(fc.array(token, { maxLength: 6 }), tokens => {
        if (ruleOf(tokens.join(' ')) !== 'allowed') return
        expect(parse(tokens.join(' ')).tokens).toEqual(tokens)
        expect(
          tokens
            .join(' ')
            .split(/ (?=-)/)
            .filter(part => part !== '' && !listed.test(part)),
        ).toEqual([])
      }),
      { numRuns: 500 },
    )
  })
})

const suggestionFor = (text: string): string => {
  try {
    parse(text)
  } catch (error) {
    if (error instanceof ArgumentError) return error.suggestion
  }
  return ''
}
