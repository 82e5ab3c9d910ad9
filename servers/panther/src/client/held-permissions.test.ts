import { ToolError } from 'plinth'
import { fakeClock } from 'plinth/testing'
import { expect, it, vi } from 'vitest'
import { notAllowed } from './failures.ts'
import { createHeldPermissions } from './held-permissions.ts'

const call = { signal: new AbortController().signal }

it('asks once, and again after five minutes', async () => {
  const clock = fakeClock(0)
  const ask = vi.fn(async () => ({ permissions: ['AlertRead'] }))
  const held = createHeldPermissions(ask, clock)
  await Promise.all(Array.from({ length: 10 }, () => held.require(call, { all: ['AlertRead'] })))
  expect(ask).toHaveBeenCalledTimes(1)
  clock.advance(5 * 60_000)
  await held.require(call, { all: ['AlertRead'] })
  expect(ask).toHaveBeenCalledTimes(2)
})

it('names all that is missing, and is content with any where that is enough', async () => {
  const held = createHeldPermissions(async () => ({ permissions: ['View Rules'] }), fakeClock(0))
  await expect(held.require(call, { all: ['RuleRead', 'PolicyRead', 'AlertRead'] })).rejects.toThrow(
    'The API token of this server lacks "View Policies" (PolicyRead) and "Read Alerts" (AlertRead)',
  )
  await held.require(call, { any: ['PolicyRead', 'RuleRead'] })
  await expect(held.require(call, { any: ['PolicyRead', 'AlertRead'] })).rejects.toMatchObject({
    code: 'PERMISSION_DENIED',
    data: { permissions: ['PolicyRead', 'AlertRead'] },
  })
})

it('lets Panther decide where it does not say, and does not keep a failure', async () => {
  const ask = vi.fn<() => Promise<{ permissions: string[] }>>(async () => {
    throw notAllowed(undefined)
  })
  const held = createHeldPermissions(ask, fakeClock(0))
  await held.require(call, { all: ['AlertRead'] })
  ask.mockImplementation(async () => {
    throw new ToolError('down', { code: 'CONNECTION_ERROR' })
  })
  await expect(held.require(call, { all: ['AlertRead'] })).rejects.toThrow('down')
  ask.mockImplementation(async () => ({ permissions: ['AlertRead'] }))
  await held.require(call, { all: ['AlertRead'] })
})
