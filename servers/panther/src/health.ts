import { ToolError } from 'plinth'
import type { CheckResult, HealthCheck } from 'plinth/operate'
import type { Panther } from './client/panther.ts'

/** Whether Panther can be reached and knows the token. */
export const pantherCheck = (panther: Panther): HealthCheck => ({
  name: 'panther',
  priority: 'medium',
  async check(signal): Promise<CheckResult> {
    if (panther.missing.length > 0)
      return { status: 'degraded', message: `Not connected: ${panther.missing.join(' and ')} not set` }
    const { state } = panther.breaker.snapshot()
    if (state === 'open') return { status: 'unhealthy', message: 'Panther has failed repeatedly' }
    try {
      const held = await panther.permissions.list({ signal }, { fresh: true })
      return { status: 'healthy', metadata: { permissions: held.size } }
    } catch (error) {
      if (error instanceof ToolError) return { status: 'unhealthy', message: error.message }
      throw error
    }
  },
})
