import { describe, expect, it } from 'vitest'
import { image, text } from './content.ts'
import { ToolError } from './errors.ts'
import { failedResult, failureOf, result, toToolResult } from './result.ts'

const picture = { type: 'image', data: 'AA==', mimeType: 'image/png' }
const words = (value: string) => [{ type: 'text', text: value }]

describe('what a handler returns without an output schema becomes a result', () => {
  it.each<[string, unknown, unknown]>([
    ['a text', 'hello', { content: words('hello') }],
    ['an empty text', '', { content: words('') }],
    ['a number', 42, { content: words('42') }],
    ['false', false, { content: words('false') }],
    ['nothing', undefined, { content: [] }],
    ['null', null, { content: [] }],
    [
      'an object, with its text for clients that read no fields',
      { a: 1 },
      { content: words('{"a":1}'), structured: { a: 1 } },
    ],
    ['a list of plain values', [1, 'two'], { content: words('[1,"two"]') }],
    ['texts alone, which are plain values', ['a', 'b'], { content: words('["a","b"]') }],
    ['an empty list', [], { content: words('[]') }],
    ['a date', new Date(0), { content: words('1970-01-01T00:00:00.000Z') }],
    ['a URL', new URL('http://localhost/a'), { content: words('http://localhost/a') }],
    ['a block', image('AA==', 'image/png'), { content: [picture] }],
    ['blocks and texts', ['see', image('AA==', 'image/png')], { content: [...words('see'), picture] }],
    [
      'an object that only looks like a block',
      { type: 'text', text: 'x' },
      {
        content: words('{"type":"text","text":"x"}'),
        structured: { type: 'text', text: 'x' },
      },
    ],
  ])('%s', (_, returned, expected) => {
    expect(toToolResult(returned, undefined)).toEqual(expected)
  })

  it.each<[string, unknown, RegExp]>([
    ['bytes', new Uint8Array(3), /image\(\), audio\(\) or file\(\)/],
    ['a function', () => 1, /A function cannot be sent/],
    ['blocks among other values', [text('a'), { b: 1 }], /texts and blocks only/],
  ])('%s are refused with advice', (_, returned, message) => {
    expect(() => toToolResult(returned, undefined)).toThrow(message)
  })
})

describe('what an output schema made', () => {
  it('is sent instead of what the handler returned', () => {
    expect(toToolResult({ a: 1, secret: 2 }, { a: 1 })).toEqual({
      content: words('{"a":1}'),
      structured: { a: 1 },
    })
  })

  it.each([
    [[1, 2], '[1,2]'],
    [null, 'null'],
    [0, '0'],
    ['text', 'text'],
  ])('may be %j', (value, mirror) => {
    expect(toToolResult(value, value)).toEqual({ content: words(mirror), structured: value })
  })
})

describe('result()', () => {
  it('sends its own blocks and metadata beside the fields', () => {
    const made = result({
      structured: { a: 1 },
      content: ['Saved.', image('AA==', 'image/png')],
      meta: { b: 2 },
    })
    expect(toToolResult(made, { a: 1 })).toEqual({
      content: [...words('Saved.'), picture],
      structured: { a: 1 },
      meta: { b: 2 },
    })
  })

  it('has the text of its fields where there are no blocks', () => {
    expect(toToolResult(result({ structured: { a: 1 } }), undefined)).toEqual({
      content: words('{"a":1}'),
      structured: { a: 1 },
    })
  })

  it('sends what the output schema made of its fields, null too', () => {
    expect(toToolResult(result({ structured: { a: 1, secret: 2 } }), { a: 1 }).structured).toEqual({ a: 1 })
    expect(toToolResult(result({ structured: { secret: 2 } }), null).structured).toBeNull()
  })
})

describe('a failure', () => {
  const cause = new Error('postgres://admin:hunter2@db')
  const error = new ToolError('Full', {
    code: 'RESOURCE_EXHAUSTED',
    suggestion: 'Try later',
    retryAfterMs: 500,
    data: { free: 0 },
    cause,
  })

  it('says everything that the caller may know, and nothing of its cause', () => {
    expect(failureOf(error)).toEqual({
      code: 'RESOURCE_EXHAUSTED',
      message: 'Full',
      suggestion: 'Try later',
      retryAfterMs: 500,
      data: { free: 0 },
    })
    expect(failureOf(new ToolError('No'))).toEqual({ code: 'EXECUTION_ERROR', message: 'No' })
  })

  it('is a text for a model, with what to do about it', () => {
    const failed = failedResult({ code: 'NOT_FOUND', message: 'No such city', suggestion: 'Try Oslo' })
    expect(failed.content).toEqual(words('No such city\nTry Oslo'))
    expect(failed.failure?.code).toBe('NOT_FOUND')
  })

  it('shows its facts to a model, as far as they are short', () => {
    const shown = (code: 'TIMEOUT' | 'VALIDATION_ERROR', data: Record<string, unknown>) =>
      failedResult({ code, message: 'No', data }).content.slice(1)
    expect(shown('TIMEOUT', { partial: 'abc' })).toEqual(words('{"partial":"abc"}'))
    const [cut] = shown('TIMEOUT', { partial: 'x'.repeat(10_000) })
    expect(cut).toMatchObject({ text: expect.stringMatching(/^.{8192}\.\.\. \(cut\)$/) })
    expect(shown('VALIDATION_ERROR', { issues: [] })).toEqual([])
  })
})

describe('what JSON cannot express', () => {
  const circular: Record<string, unknown> = {}
  circular.self = circular
  const throwing = {
    get field() {
      throw new Error('out of order')
    },
  }

  it.each([{ n: 1n }, circular, throwing])('is refused before it is sent', value => {
    const meta = value
    expect(() => toToolResult(value, undefined)).toThrow()
    expect(() => toToolResult(result({ structured: value, content: ['x'] }), undefined)).toThrow(
      'the structured content',
    )
    expect(() => toToolResult(result({ content: ['x'], meta }), undefined)).toThrow(
      'the metadata of the result',
    )
    expect(() => toToolResult(text('x', { _meta: meta }), undefined)).toThrow('the metadata of a block')
    expect(() => toToolResult([text('x', { _meta: meta })], undefined)).toThrow('the metadata of a block')
  })

  it('is left out of the facts of a failure, whose message is told', () => {
    const failure = failureOf(new ToolError('No room', { code: 'RESOURCE_EXHAUSTED', data: { free: 1n } }))
    expect(failure).toEqual({ code: 'RESOURCE_EXHAUSTED', message: 'No room' })
    expect(failureOf(new ToolError('No room', { data: { free: 1 } })).data).toEqual({ free: 1 })
  })
})
