import { expect, it } from 'vitest'
import { silentLogger } from './logger.ts'

it('takes everything and keeps nothing', () => {
  const child = silentLogger.child({ logger: 'x' })
  for (const level of ['debug', 'info', 'warning', 'error', 'critical'] as const) {
    expect(child[level]('event', { error: new Error('x') })).toBeUndefined()
  }
})
