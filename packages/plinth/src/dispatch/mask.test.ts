import { describe, expect, it } from 'vitest'
import { ToolError } from '../define/errors.ts'
import { maskError } from './mask.ts'

const secret = 'postgres://admin:hunter2@db'

describe('an error that a caller may not see', () => {
  it.each([new Error(secret), new TypeError(secret, { cause: secret }), secret, { secret }, undefined, null])(
    'gives an id and nothing of %s',
    error => {
      const failure = maskError(error, true)
      expect(failure).toEqual({
        code: 'INTERNAL_ERROR',
        message: `Something went wrong inside of the server (error ${failure.errorId})`,
        suggestion: `Ask the operator of this server, and name the error id ${failure.errorId}`,
        errorId: expect.stringMatching(/^[0-9a-f]{12}$/),
      })
    },
  )

  it.each([Object.create(null), { toString: () => null }, Symbol('x')])(
    'may be one that is no text',
    error => {
      for (const masked of [true, false]) expect(maskError(error, masked).errorId).toMatch(/^[0-9a-f]{12}$/)
    },
  )

  it('has an id of its own each time', () => {
    const ids = Array.from({ length: 100 }, () => maskError(new Error('x'), true).errorId)
    expect(new Set(ids).size).toBe(100)
  })

  it('shows its message, and not its stack, where errors are not masked', () => {
    const { message, errorId } = maskError(new Error('no such table'), false)
    expect(message).toBe(`no such table (error ${errorId})`)
    expect(maskError('a text', false).message).toMatch(/^a text \(error /)
  })
})

it('shows a ToolError as it is, without its cause', () => {
  const error = new ToolError('No such city', { code: 'NOT_FOUND', cause: new Error(secret) })
  expect(maskError(error, true)).toEqual({ code: 'NOT_FOUND', message: 'No such city' })
})
