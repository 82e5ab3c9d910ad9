import fc from 'fast-check'
import { expect, it } from 'vitest'
import { byteCollector } from './byte-collector.ts'

it('puts any chunks together', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 6000 }), { maxLength: 8 }), chunks => {
      const collected = byteCollector(1e6)
      for (const chunk of chunks) expect(collected.push(chunk)).toBe(true)
      const whole = Buffer.concat(chunks)
      expect(collected.length).toBe(whole.length)
      expect(Buffer.compare(collected.take(), whole)).toBe(0)
      expect(collected.length).toBe(0)
    }),
  )
})

it('changes no chunk, and hands over a message that it changes no more', () => {
  const first = Uint8Array.of(1, 2)
  const collected = byteCollector(100)
  collected.push(first)
  collected.push(Uint8Array.of(3))
  const taken = collected.take()
  collected.push(Uint8Array.of(9))
  collected.push(Uint8Array.of(9))
  expect([...first]).toEqual([1, 2])
  expect([...taken]).toEqual([1, 2, 3])
})

it('takes as much as the limit and not one byte more', () => {
  const collected = byteCollector(5)
  expect(collected.push(new Uint8Array(3))).toBe(true)
  expect(collected.push(new Uint8Array(3))).toBe(false)
  expect(collected.push(new Uint8Array(2))).toBe(true)
  expect(collected.push(new Uint8Array(1))).toBe(false)
  expect(collected.take().length).toBe(5)
})

it('keeps no memory for each chunk', () => {
  const collected = byteCollector(4 * 1024 * 1024)
  const chunk = Uint8Array.of(7)
  const before = process.memoryUsage()
  for (let count = 0; count < 1_000_000; count++) collected.push(chunk)
  const after = process.memoryUsage()
  expect(collected.length).toBe(1_000_000)
  expect(after.heapUsed - before.heapUsed).toBeLessThan(16 * 1024 * 1024)
})
