import { Plinth } from 'plinth'
import type { Panther } from '../client/panther.ts'
import { getBytesProcessedMetrics, getRuleAlertMetrics, getSeverityAlertMetrics } from './metrics/metrics.ts'

/** How many alerts there are, and how much comes in. */
export const metrics = (panther: Panther): Plinth => {
  const access = { panther, area: 'metrics' }
  const module = new Plinth({ name: 'metrics' })
  module.add(getSeverityAlertMetrics(access))
  module.add(getRuleAlertMetrics(access))
  module.add(getBytesProcessedMetrics(access))
  return module
}
