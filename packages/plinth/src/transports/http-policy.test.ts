import fc from 'fast-check'
import { expect, it } from 'vitest'
import { settings } from '../config/index.ts'
import { trustedProxies } from '../net/forwarded.ts'
import { createHttpPolicy } from './http-policy.ts'

const setting = settings.server.trustedProxies

it('is given no proxy by the configuration that it cannot read', () => {
  const bits = fc.integer({ min: 0, max: 140 })
  const address = fc.oneof(
    fc.ipV4(),
    fc.ipV6(),
    fc.ipV4().map(text => `::ffff:${text}`),
    fc.string(),
  )
  const network = fc.tuple(address, bits).map(([text, prefix]) => `${text}/${prefix}`)
  fc.assert(
    fc.property(fc.oneof(address, network), text => {
      const reading = setting.read([text])
      if (reading.ok) trustedProxies(reading.value)
    }),
    { numRuns: 1_000 },
  )
})

it.each([['10.0.0.0/33'], ['proxy.example'], ['::ffff:10.0.0.0/104'], ['fe80::1%eth0'], ['10.1/16']])(
  'is not given %j',
  text => {
    expect(setting.read([text]).ok).toBe(false)
  },
)

it('stays as it was when it is told of a proxy that is none', () => {
  const policy = createHttpPolicy('127.0.0.1', { maxBodyBytes: 2_000 })
  expect(() => policy.configure({ maxBodyBytes: 3_000, trustedProxies: ['nonsense'] })).toThrow(TypeError)
  expect(policy.maxBodyBytes).toBe(2_000)
  policy.configure({ maxBodyBytes: 3_000 })
  expect(policy.maxBodyBytes).toBe(3_000)
})
