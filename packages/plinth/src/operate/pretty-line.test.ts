import { stripVTControlCharacters } from 'node:util'
import { describe, expect, it } from 'vitest'
import { prettyLine } from './pretty-line.ts'

const base = {
  level: 'info',
  time: '2026-01-01T10:00:00.250Z',
  logger: 'plinth',
  event: 'tool.start',
  message: 'tool.start',
}
const line = (fields: Record<string, unknown>, coloured = false) =>
  prettyLine({ ...base, ...fields }, coloured)

describe('prettyLine', () => {
  it('tells the time, the level, the logger, the event and the fields in one line', () => {
    const fields = {
      tool: 'ping',
      note: 'two words',
      empty: '',
      count: 3,
      ok: true,
      list: [1, 'a'],
      none: null,
    }
    expect(line(fields)).toMatch(
      /^\d\d:\d\d:00\.250 info {5}plinth tool\.start tool=ping note="two words" empty="" count=3 ok=true list=\[1,"a"\] none=null\n$/,
    )
  })

  it('adds the message where it says more than the event', () => {
    expect(line({ message: 'Pinging' })).toMatch(/ tool\.start Pinging\n$/)
    expect(line({ message: undefined })).toMatch(/ tool\.start\n$/)
  })

  it('shows the stacks of an error and of its causes below', () => {
    const cause = { type: 'TypeError', message: 'inner', stack: 'TypeError: inner\n    at b' }
    const error = { type: 'Error', message: 'outer', stack: 'Error: outer\n    at a', cause }
    expect(line({ error }).split('\n').slice(1)).toEqual([
      '    Error: outer',
      '        at a',
      '    caused by TypeError: inner',
      '        at b',
      '',
    ])
    expect(line({ error })).toContain('error="Error: outer"')
  })

  it.each(['\u001B[2J', 'a\nb', '\u009B31m', '\u202Eabc', '\r', '\u2028', '\u0000'])(
    'lets no %j through to the terminal',
    hostile => {
      const error = { type: hostile, message: hostile, stack: hostile }
      const text = line({ message: hostile, [hostile]: hostile, deep: [hostile], logger: hostile, error })
      expect(text.replace(/\n {4}/g, '').slice(0, -1)).not.toMatch(/[\p{Cc}\p{Cf}\u2028]/u)
    },
  )

  it('colours on request, and only that', () => {
    const coloured = line({ tool: 'ping' }, true)
    expect(coloured).toContain('\u001B[')
    expect(stripVTControlCharacters(coloured)).toBe(line({ tool: 'ping' }))
  })
})
