import fc from 'fast-check'
import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import { expect, it } from 'vitest'
import { durations, tally } from './series.ts'

const labelNames = ['tool', 'status']
const labels = fc.tuple(fc.constantFrom('a', 'b"\\\n', '__proto__'), fc.constantFrom('ok', 'error', 500))
const named = ([tool, status]: readonly [string, string | number]) => ({ tool, status })

/** The same, whatever order the values come in. */
const linesOf = async (registry: Registry) => (await registry.metrics()).split('\n').sort()

it('tallies are read as those of prom-client are', async () => {
  const runs = fc.array(fc.tuple(labels, fc.integer({ min: 1, max: 9 })), { maxLength: 30 })
  await fc.assert(
    fc.asyncProperty(runs, async steps => {
      const [mine, theirs] = [new Registry(), new Registry()]
      const options = { help: 'Some "things"\n', labelNames }
      const counter = tally(mine, 'counter', { name: 'things_total', ...options })
      const gauge = tally(mine, 'gauge', { name: 'things', ...options })
      const count = new Counter({ name: 'things_total', ...options, registers: [theirs] })
      const level = new Gauge({ name: 'things', ...options, registers: [theirs] })
      for (const [values, by] of steps) {
        counter.add(by, ...values)
        gauge.add(-by, ...values)
        count.inc(named(values), by)
        level.dec(named(values), by)
      }
      expect(await linesOf(mine)).toEqual(await linesOf(theirs))
      expect(await mine.getMetricsAsJSON()).toMatchObject(await theirs.getMetricsAsJSON())
    }),
  )
})

it('durations are read as those of prom-client are', async () => {
  const seconds = fc.oneof(fc.constantFrom(0, 0.1, 0.5, 1, 1e9), fc.double({ min: 0, max: 2, noNaN: true }))
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(labels, seconds), { maxLength: 30 }), async steps => {
      const [mine, theirs] = [new Registry(), new Registry()]
      const options = { name: 'time_seconds', help: 'Time', labelNames, buckets: [0.1, 0.5, 1] }
      const own = durations(mine, options)
      const other = new Histogram({ ...options, registers: [theirs] })
      for (const [values, took] of steps) {
        own.observe(took, ...values)
        other.observe(named(values), took)
      }
      expect(await linesOf(mine)).toEqual(await linesOf(theirs))
    }),
  )
})

it('two of one name are refused', () => {
  const registry = new Registry()
  tally(registry, 'counter', { name: 'things_total', help: 'Things', labelNames })
  expect(() => tally(registry, 'gauge', { name: 'things_total', help: 'Others', labelNames })).toThrow(
    /already been registered/,
  )
})
