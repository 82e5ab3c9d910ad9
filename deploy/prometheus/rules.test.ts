import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { DEPLOY, readText } from '../testing/files.fixtures.ts'
import { alerts, dashboard, expressions } from './expressions.fixtures.ts'
import { readPromql } from './promql.fixtures.ts'

it('reads metrics and labels out of expressions, and refuses what is none', () => {
  expect(readPromql('sum by (tool) (rate(a_total{status=~"x|y"}[5m])) / on (job) b > 1')).toEqual({
    selections: [
      { metric: 'a_total', matchers: [{ label: 'status', operator: '=~', value: 'x|y' }] },
      { metric: 'b', matchers: [] },
    ],
    groupings: ['tool', 'job'],
  })
  expect(() => readPromql('sum by (tool (a)')).toThrow(SyntaxError)
})

it.each(expressions)('%s is PromQL', (_, expression) => {
  expect(readPromql(expression).selections.length).toBeGreaterThan(0)
})

it('every alert says what is wrong, and has a section in the playbook', () => {
  const playbook = readText('../docs/playbook.md')
  for (const { alert, annotations } of alerts) {
    expect(annotations.summary).toMatch(/\{\{ \$/)
    expect(annotations.runbook).toBe(`docs/playbook.md#${alert.toLowerCase()}`)
    expect(playbook.split('\n')).toContain(`### ${alert}`)
  }
  const sections = [...playbook.matchAll(/^### (Plinth\w+)$/gm)].map(([, name]) => name)
  expect(sections.toSorted()).toEqual(alerts.map(({ alert }) => alert).toSorted())
})

it('panels have ids of their own, and do not lie upon each other', () => {
  const { panels } = dashboard
  expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length)
  for (const { id, gridPos: a } of panels) {
    expect(a.x + a.w).toBeLessThanOrEqual(24)
    const under = panels.filter(({ id: other, gridPos: b }) => {
      const apart = a.x + a.w <= b.x || b.x + b.w <= a.x || a.y + a.h <= b.y || b.y + b.h <= a.y
      return other !== id && !apart
    })
    expect(under).toEqual([])
  }
  expect(existsSync(join(DEPLOY, 'docker/grafana-dashboards.yaml'))).toBe(true)
})
