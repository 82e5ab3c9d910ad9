import { Plinth } from 'plinth'
import type { Panther } from '../client/panther.ts'
import { getAlertEventStats } from './data-lake/alert-event-stats.ts'
import { getTableSchema, listDatabases, listDatabaseTables } from './data-lake/catalogue.ts'
import { queryDataLake } from './data-lake/query-data-lake.ts'

/** All logs, and SQL over them. */
export const dataLake = (panther: Panther): Plinth => {
  const access = { panther, area: 'data-lake' }
  const module = new Plinth({ name: 'data-lake' })
  module.add(queryDataLake(access))
  module.add(getAlertEventStats(access))
  module.add(listDatabases(access))
  module.add(listDatabaseTables(access))
  module.add(getTableSchema(access))
  return module
}
