import { Counter } from 'prom-client'
import { describe, expect, it } from 'vitest'
import type { HealthCheck } from '../operate/health-check.ts'
import { Plinth } from '../plinth.ts'
import { recordingLog } from '../testing/recording-log.fixtures.ts'
import { relayLog } from './relay-log.ts'

const check = (name: string): HealthCheck => ({
  name,
  priority: 'low',
  check: () => ({ status: 'healthy' }),
})
const counter = (name: string) => new Counter({ name, help: name, registers: [] })

describe('what modules have to be looked after by', () => {
  it('is found through every mount, also what comes later', () => {
    const leaf = new Plinth({ name: 'leaf' })
    const branch = new Plinth({ name: 'branch' })
    const root = new Plinth({ name: 'root' })
    root.mount(branch)
    branch.mount(leaf, { prefix: 'l' })
    root.health(check('own'))
    leaf.health(check('stock'))
    leaf.metric(counter('looks_total'))
    expect(root.runtime.checks.map(({ name }) => name)).toEqual(['own', 'branch.l.stock'])
    expect(root.runtime.instruments).toHaveLength(1)
  })

  it('has a check for each prefix, and one instrument for all', () => {
    const leaf = new Plinth({ name: 'leaf' })
    leaf.health(check('stock'))
    leaf.metric(counter('looks_total'))
    const root = new Plinth({ name: 'root' })
    root.mount(leaf, { prefix: 'a' }).mount(leaf, { prefix: 'b' }).import(leaf, { prefix: 'b' })
    expect(root.runtime.checks.map(({ name }) => name)).toEqual(['a.stock', 'b.stock'])
    expect(root.runtime.instruments).toHaveLength(1)
  })
})

describe('a relayed log', () => {
  it('adds fields to each line, also of children, and to errors', () => {
    const target = recordingLog()
    let span: string | undefined
    const log = relayLog(
      () => target,
      () => (span === undefined ? undefined : { spanId: span }),
    )
    const child = log.child({ logger: 'child' })
    log.info('before')
    span = 'a'
    child.warning('within', { message: 'text' })
    const error = new Error('broken')
    log.error('failed', error as never)
    expect(target.lines).toEqual([
      { level: 'info', event: 'before', fields: {} },
      { level: 'warning', event: 'within', fields: { logger: 'child', spanId: 'a', message: 'text' } },
      { level: 'error', event: 'failed', fields: { spanId: 'a', error } },
    ])
  })
})
