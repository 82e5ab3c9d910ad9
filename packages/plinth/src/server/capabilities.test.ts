import { expect, it } from 'vitest'
import { Plinth } from '../index.ts'

it('what a server can do is looked up once for each state of its catalogue, and counts what is disabled', () => {
  const server = new Plinth({ name: 'test' })
  const { host } = server.runtime
  expect(host.capabilities()).toEqual({ logging: {} })
  const handle = server.tool('t', {}, () => '')
  const capabilities = host.capabilities()
  expect(capabilities).toEqual({ logging: {}, tools: { listChanged: true } })
  expect(host.capabilities()).toBe(capabilities)
  handle.disable()
  expect(host.capabilities()).toEqual(capabilities)
  handle.remove()
  expect(host.capabilities()).toEqual({ logging: {} })
})
