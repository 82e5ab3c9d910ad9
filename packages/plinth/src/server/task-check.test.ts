import { describe, expect, it } from 'vitest'
import { taskCheck } from './task-check.ts'

const NONE = { queued: 0, running: 0, waiting: 0, completed: 0, failed: 0, cancelled: 0 }
const LIMITS = { tasks: 10, bytes: 1_000 }

const look = async (tally: Partial<typeof NONE>, bytes = 0) => {
  const tasks = {
    tally: async () => ({ ...NONE, ...tally }),
    size: async () => bytes,
    limits: LIMITS,
    active: 1,
    concurrency: 4,
  }
  return taskCheck(tasks).check(new AbortController().signal)
}

describe('the check of tasks', () => {
  it('counts them, and tells what room they take', async () => {
    expect(await look({ queued: 2, running: 1, waiting: 3, completed: 1 }, 500)).toEqual({
      status: 'healthy',
      message: '1 run, 2 are queued, 3 wait for answers',
      metadata: {
        ...NONE,
        queued: 2,
        running: 1,
        waiting: 3,
        completed: 1,
        active: 1,
        concurrency: 4,
        store_bytes: 500,
        max_tasks: 10,
        max_bytes: 1_000,
      },
    })
  })

  it.each([
    [{ completed: 9 }, 0, /90 % of the tasks that may be kept/],
    [{}, 950, /95 % of the bytes that may be kept/],
    [{ failed: 10 }, 1_000, /100 % of the tasks and 100 % of the bytes/],
  ])('warns when there is little room: %j, %d bytes', async (tally, bytes, message) => {
    expect(await look(tally, bytes)).toMatchObject({
      status: 'degraded',
      message: expect.stringMatching(message),
    })
  })
})
