import { expect, it } from 'vitest'
import { EXIT } from '../exit-codes.ts'
import { outlast } from './outlast.ts'

const refused = () => new TypeError('fetch failed', { cause: new Error('connect ECONNREFUSED 127.0.0.1:1') })
const status = (code: number) => Object.assign(new Error(`status ${code}`), { data: { status: code } })

/** A request that fails as given, one after the other, and then answers. */
const failing = (...errors: readonly Error[]) => {
  const left = [...errors]
  return async () => {
    const error = left.shift()
    if (error) throw error
    return `after ${errors.length}`
  }
}

it('goes on while nobody answers, and while a proxy says that nobody is there', async () => {
  const told: string[] = []
  const tell = (reason: string) => void told.push(reason)
  expect(await outlast(failing(refused(), status(503)), { tell })).toBe('after 2')
  expect(told).toEqual(['connect ECONNREFUSED 127.0.0.1:1', 'status 503'])
})

it.each([status(401), status(500), new Error('Task not found'), new TypeError('x is not a function')])(
  'throws what is an answer, or a mistake: %s',
  async error => {
    const tell = () => expect.unreachable()
    await expect(outlast(failing(error), { tell })).rejects.toBe(error)
  },
)

it('gives up after a while', async () => {
  const away = () => Promise.reject(refused())
  await expect(outlast(away, { patienceMs: 600, tell: () => {} })).rejects.toMatchObject({
    message: expect.stringMatching(/away for 1 seconds: connect ECONNREFUSED.*come back to it/),
    exitCode: EXIT.noServer,
  })
})

it('ends at once when it is told to', async () => {
  const controller = new AbortController()
  const tell = () => controller.abort()
  const away = () => Promise.reject(refused())
  await expect(outlast(away, { signal: controller.signal, tell })).rejects.toThrow(/abort/i)
})
