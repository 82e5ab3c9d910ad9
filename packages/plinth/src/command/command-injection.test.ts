import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { fakeClock } from '../testing/fake-clock.ts'
import { literal } from './argv.ts'
import { argvOf, harness } from './testing/harness.ts'

const target = '10.0.0.1'

const payloads = [
  '$(id)',
  '`id`',
  '; id',
  ';id',
  '| id',
  '|| id',
  '& id',
  '&& id',
  '> /tmp/x',
  '>> /tmp/x',
  '< /etc/passwd',
  '\nid',
  '\r\nid',
  'a\0b',
  ['$', '{IFS}id'].join(''),
  '$HOME',
  '$((1+1))',
  '$(</etc/passwd)',
  '"; id; "',
  "'; id; '",
  '\\; id',
  '*',
  '?',
  '~root',
  '{a,b}',
  '!!',
  '#',
  '%0aid',
  '\u2028id',
  "$'\\x41'",
  '(id)',
  '[a]',
  '../../etc/passwd;',
  '-e id',
  '--help; id',
]

describe('payloads', () => {
  it.each(payloads)('%j as literal text reaches the program as it is, or not at all', async payload => {
    const tool = harness(fakeClock(), {
      input: z.object({ text: z.string() }),
      args: ({ text }) => [literal(text)],
    })
    if (payload.includes('\0')) {
      expect((await tool.fail({ text: payload })).error.code).toBe('VALIDATION_ERROR')
      return
    }
    await tool.call({ text: payload })
    expect(tool.processes.map(argvOf)).toEqual([['/bin/tool', payload]])
    expect(tool.processes[0]?.options.shell).toBe(false)
  })

  it.each(payloads)('%j is refused as a string, a target and a free argument', async payload => {
    const plain = harness(fakeClock(), {
      input: z.object({ text: z.string() }),
      args: ({ text }) => [text, 'x'],
    })
    const dangerous = !/^[\w.:/=+,\-@%]+$/.test(payload)
    if (dangerous) expect((await plain.fail({ text: payload })).error.code).toBe('VALIDATION_ERROR')
    const standard = harness(fakeClock(), { flags: { '-x': { value: 'int', min: 0, max: 9 } } })
    for (const input of [
      { target: payload },
      { target: `${target}${payload}` },
      { target, extra_args: payload },
      { target, extra_args: [payload] },
      { target, extra_args: ['-x', payload] },
      { target, extra_args: `-x${payload}` },
    ])
      expect((await standard.fail(input)).error.code).toBe('VALIDATION_ERROR')
    expect(standard.processes).toHaveLength(0)
    expect(dangerous || payload === '%0aid').toBe(true)
  })
})

it('starts nothing but allowed arguments, exactly as they were given and in their order', {
  timeout: 20_000,
}, async () => {
  const piece = fc.oneof(
    fc.constantFrom(
      '-v',
      '-T',
      '-T4',
      '3',
      '-p',
      '80,443',
      '--rate=5',
      '--rate',
      '12',
      '-oN',
      'file',
      '--',
      '-',
    ),
    fc.string({ unit: 'binary', maxLength: 6 }),
  )
  const allowed = /^(?:-v|-T ?[0-5]|-p ?[\d,-]+|--rate[ =]\d+)$/
  const { call, processes } = harness(fakeClock(), {
    flags: {
      '-v': { repeat: true },
      '-T': { value: 'int', min: 0, max: 5 },
      '-p': { value: 'ports' },
      '--rate': { value: 'int', min: 1, max: 100 },
    },
  })
  let allowedRuns = 0
  await fc.assert(
    fc.asyncProperty(fc.array(piece, { maxLength: 4 }), async given => {
      await call({ target, extra_args: given }).catch(() => undefined)
      const started = processes.slice(allowedRuns).map(argvOf)
      allowedRuns = processes.length
      if (started.length === 0) return
      expect(started).toEqual([['/bin/tool', ...given, target]])
      const parts = given.join(' ').split(/ (?=-)/)
      expect(parts.filter(part => part !== '' && !allowed.test(part))).toEqual([])
    }),
    { numRuns: 300 },
  )
  expect(allowedRuns).toBeGreaterThan(10)
})

it('lets no output flag swallow the target', async () => {
  const { fail, processes } = harness(fakeClock(), {
    flags: { '-w': { value: 'int', min: 1, max: 9 }, '-v': {} },
  })
  for (const extra_args of ['-oN', '-w', '-v -w', '--output', '-w=', '-w -v'])
    expect((await fail({ target, extra_args })).error.code).toBe('VALIDATION_ERROR')
  expect(processes).toHaveLength(0)
})

it('refuses 2,049 bytes of free arguments', async () => {
  const { call, fail } = harness(fakeClock(), {
    operands: { value: 'text', test: () => true, expects: 'words', max: 9999 },
  })
  await call({ target, extra_args: 'a'.repeat(2048) })
  expect((await fail({ target, extra_args: 'a'.repeat(2049) })).error).toMatchObject({
    code: 'VALIDATION_ERROR',
    message: 'The arguments are 2049 bytes long (max: 2048)',
  })
})
