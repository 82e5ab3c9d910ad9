import { setImmediate as turn } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { z } from 'zod'
import { fakeClock } from '../testing/fake-clock.ts'
import { harness } from './testing/harness.ts'

const target = '10.0.0.1'

it.each([
  [{ target: z.string() }, 'Ask for less at once'],
  [
    { target: z.string(), timeout_sec: z.number().optional() },
    'Ask for less at once, or give a longer timeout_sec (at most 3600)',
  ],
])('TIMEOUT: advises a longer timeout_sec only where there is that field', async (fields, suggestion) => {
  const clock = fakeClock()
  const { fail, processes } = harness(
    clock,
    { timeoutSec: 60, input: z.object(fields) },
    { behave: () => {} },
  )
  const running = fail({ target })
  for (let tries = 0; tries < 100 && processes.length === 0; tries++) await turn()
  await turn()
  await turn()
  clock.advance(60_000)
  processes[0]?.exit(null, 'SIGTERM')
  expect((await running).error).toMatchObject({ code: 'TIMEOUT', suggestion })
})
