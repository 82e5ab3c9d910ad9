import { expect, it } from 'vitest'
import { fakePanther, type Reply } from './client/fake-panther.fixtures.ts'
import { createPanther } from './client/panther.ts'
import { pantherCheck } from './health.ts'

const { signal } = new AbortController()

it.each([
  [{ body: { permissions: ['AlertRead'] } }, { status: 'healthy', metadata: { permissions: 1 } }],
  [{ status: 401 }, { status: 'unhealthy', message: expect.stringContaining('rejects') }],
  [{ status: 500 }, { status: 'unhealthy', message: expect.stringContaining('500') }],
] as [Reply, object][])('knows from %j how Panther is', async (reply, expected) => {
  const { panther } = await fakePanther(() => reply, { attempts: 1 })
  expect(await pantherCheck(panther).check(signal)).toMatchObject(expected)
})

it('sends nothing while Panther rests, or is not known', async () => {
  const { panther, received } = await fakePanther(() => ({ status: 500 }), {
    attempts: 1,
    breaker: { threshold: 1 },
  })
  await pantherCheck(panther).check(signal)
  expect(await pantherCheck(panther).check(signal)).toMatchObject({ status: 'unhealthy' })
  expect(received).toHaveLength(1)
  expect(await pantherCheck(createPanther({})).check(signal)).toEqual({
    status: 'degraded',
    message: 'Not connected: PANTHER_INSTANCE_URL and PANTHER_API_TOKEN not set',
  })
})
