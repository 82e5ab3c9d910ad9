import { Plinth } from 'plinth'
import type { Panther } from '../client/panther.ts'
import { getHttpLogSource } from './sources/get-http-log-source.ts'
import { listLogSources } from './sources/list-log-sources.ts'
import { logSourcesReport } from './sources/sources-report.ts'

/** Where logs come from. */
export const sources = (panther: Panther): Plinth => {
  const access = { panther, area: 'sources' }
  const module = new Plinth({ name: 'sources' })
  module.add(listLogSources(access))
  module.add(getHttpLogSource(access))
  module.add(logSourcesReport(access))
  return module
}
