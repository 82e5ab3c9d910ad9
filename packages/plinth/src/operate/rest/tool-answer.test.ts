import { describe, expect, it } from 'vitest'
import type { Outcome } from '../../define/outcome.ts'
import { failedResult } from '../../define/result.ts'
import { someTask } from '../../testing/task.fixtures.ts'
import { toolAnswer } from './tool-answer.ts'

const facts = { tool: 'scan', correlation_id: 'c-1', duration_ms: 3 }

const failed = (code: Parameters<typeof failedResult>[0]['code']): Outcome => ({
  kind: 'result',
  result: failedResult({ code, message: 'It failed', retryAfterMs: 1_200, errorId: 'abc' }),
})

const refused = (refusal: Extract<Outcome, { kind: 'refused' }>['refusal']): Outcome => ({
  kind: 'refused',
  refusal,
})

const turnedAway = (reason: 'unauthenticated' | 'forbidden' | 'rate_limited' | 'unavailable' | 'cancelled') =>
  refused({ reason, message: 'No', code: 'PERMISSION_DENIED', retryAfterMs: 500 })

describe('what a caller over HTTP is told', () => {
  it.each([
    ['CONNECTION_ERROR', 200],
    ['NOT_FOUND', 200],
    ['PERMISSION_DENIED', 200],
    ['TIMEOUT', 200],
    ['RATE_LIMITED', 200],
    ['CIRCUIT_BREAKER_OPEN', 200],
    ['EXECUTION_ERROR', 200],
    ['INTERNAL_ERROR', 200],
    ['UNKNOWN', 200],
    ['VALIDATION_ERROR', 422],
    ['RESOURCE_EXHAUSTED', 503],
  ] as const)('of a tool that failed with %s: %d', (code, status) => {
    const answer = toolAnswer(failed(code), facts)
    expect(answer.status).toBe(status)
    expect(answer.body).toMatchObject({
      correlation_id: 'c-1',
      error: { code, message: 'It failed', suggestion: expect.any(String), retry_after: 2, error_id: 'abc' },
    })
    expect(answer.body.status).toBe(status === 200 ? 'error' : undefined)
    expect(answer.headers?.['Retry-After']).toBe(status === 200 ? undefined : '2')
  })

  it.each([
    [
      'a result',
      { kind: 'result', result: { content: [], structured: null, meta: { a: 1 } } },
      200,
      undefined,
    ],
    ['a question', { kind: 'input_required', requests: {}, state: '' }, 409, 'INPUT_REQUIRED'],
    ['a task', { kind: 'task', task: someTask }, 409, 'INPUT_REQUIRED'],
    [
      'a capability that is missing',
      refused({ reason: 'missing_capability', message: 'No', required: {} }),
      409,
      'INPUT_REQUIRED',
    ],
    [
      'no tool',
      refused({ reason: 'not_found', what: 'tool', name: 'scan', message: 'No' }),
      404,
      'NOT_FOUND',
    ],
    ['no method', refused({ reason: 'method_not_found', message: 'No' }), 404, 'NOT_FOUND'],
    ['wrong parameters', refused({ reason: 'invalid_params', message: 'No' }), 422, 'VALIDATION_ERROR'],
    [
      'a handler that failed',
      refused({ reason: 'failed', message: 'No', failure: { code: 'TIMEOUT', message: 'No' } }),
      200,
      'TIMEOUT',
    ],
    ['nobody', turnedAway('unauthenticated'), 401, 'UNAUTHENTICATED'],
    ['too few scopes', turnedAway('forbidden'), 403, 'PERMISSION_DENIED'],
    ['a limit', turnedAway('rate_limited'), 429, 'PERMISSION_DENIED'],
    ['no room', turnedAway('unavailable'), 503, 'PERMISSION_DENIED'],
    ['a cancellation', turnedAway('cancelled'), 503, 'PERMISSION_DENIED'],
  ] satisfies [string, Outcome, number, string | undefined][])('of %s', (_, outcome, status, code) => {
    const answer = toolAnswer(outcome, facts)
    expect([answer.status, (answer.body.error as { code: string } | undefined)?.code]).toEqual([status, code])
    expect(answer.body.correlation_id).toBe('c-1')
  })

  it('of a limit that knows no time: a second', () => {
    const outcome = refused({ reason: 'rate_limited', message: 'No', code: 'RATE_LIMITED' })
    expect(toolAnswer(outcome, facts).headers).toEqual({ 'Retry-After': '1' })
  })
})
