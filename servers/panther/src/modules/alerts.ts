import { Plinth } from 'plinth'
import type { Panther } from '../client/panther.ts'
import { bulkUpdateAlerts } from './alerts/bulk-update.ts'
import { addAlertComment, updateAlertAssignee, updateAlertStatus } from './alerts/change-alerts.ts'
import { investigateActor } from './alerts/investigate-actor.ts'
import { listAlerts } from './alerts/list-alerts.ts'
import { prioritizeAlerts } from './alerts/prioritize-alerts.ts'
import { getAlert, getAlertEvents, listAlertComments } from './alerts/read-alert.ts'
import { alertTemplate } from './alerts/template.ts'
import { getAiAlertTriageSummary, startAiAlertTriage } from './alerts/triage.ts'

/** What Panther has found: to read, to discuss, to close. */
export const alerts = (panther: Panther): Plinth => {
  const access = { panther, area: 'alerts' }
  const module = new Plinth({ name: 'alerts' })
  module.add(listAlerts(access))
  module.add(getAlert(access))
  module.add(getAlertEvents(access))
  module.add(listAlertComments(access))
  module.add(addAlertComment(access))
  module.add(updateAlertStatus(access))
  module.add(updateAlertAssignee(access))
  module.add(bulkUpdateAlerts(access))
  module.add(startAiAlertTriage(access))
  module.add(getAiAlertTriageSummary(access))
  module.add(prioritizeAlerts(access))
  module.add(investigateActor(access))
  module.add(alertTemplate(access))
  return module
}
