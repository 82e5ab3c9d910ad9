import { Plinth } from 'plinth'
import type { Panther } from '../client/panther.ts'
import { disableDetection } from './detections/disable-detection.ts'
import { getDetection } from './detections/get-detection.ts'
import { listDetections } from './detections/list-detections.ts'
import { detectionQualityReport } from './detections/quality-report.ts'
import { detectionRuleErrors } from './detections/rule-errors.ts'
import { ruleTemplate } from './detections/template.ts'

/** What raises alerts: rules, scheduled rules, simple rules and policies. */
export const detections = (panther: Panther): Plinth => {
  const access = { panther, area: 'detections' }
  const module = new Plinth({ name: 'detections' })
  module.add(listDetections(access))
  module.add(getDetection(access))
  module.add(disableDetection(access))
  module.add(detectionRuleErrors(access))
  module.add(detectionQualityReport(access))
  module.add(ruleTemplate(access))
  return module
}
