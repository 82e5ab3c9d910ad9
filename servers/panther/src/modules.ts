import type { Plinth } from 'plinth'
import type { Panther } from './client/panther.ts'
import { alerts } from './modules/alerts.ts'
import { dataLake } from './modules/data-lake.ts'
import { dataModels } from './modules/data-models.ts'
import { detections } from './modules/detections.ts'
import { globalHelpers } from './modules/global-helpers.ts'
import { metrics } from './modules/metrics.ts'
import { permissions } from './modules/permissions.ts'
import { roles } from './modules/roles.ts'
import { scheduledQueries } from './modules/scheduled-queries.ts'
import { schemas } from './modules/schemas.ts'
import { sources } from './modules/sources.ts'
import { users } from './modules/users.ts'

/** Everything that there is; `MCP_ENABLED_MODULES` chooses by name. */
export const MODULES: readonly ((panther: Panther) => Plinth)[] = [
  alerts,
  dataLake,
  detections,
  scheduledQueries,
  sources,
  globalHelpers,
  dataModels,
  schemas,
  metrics,
  users,
  roles,
  permissions,
]
