import { prompt } from 'plinth'
import { z } from 'zod'
import { type Access, guardsReading } from '../../guards.ts'
import { CAUTION, completions, month, numbered, year } from '../../prompt-arguments.ts'

/** Says which detections help and which make noise, over a month. */
export const detectionQualityReport = (access: Access) => {
  const complete = completions(access.panther.clock)
  return prompt(
    'get-monthly-detection-quality-report',
    {
      title: 'Report on the quality of detections',
      description: 'Rates the detections by their alerts of one month, and says what to improve',
      tags: ['reporting'],
      use: guardsReading(access, []),
      args: z.object({ month, year }),
      complete: { month: complete.month, year: complete.year },
    },
    ({ month: inMonth, year: inYear }) =>
      [
        `Report on the quality of the detections in ${inMonth} ${inYear}.`,
        '',
        'Collect:',
        numbered([
          'get_rule_alert_metrics and get_severity_alert_metrics for that month.',
          'list_alerts for that month with each alert_type (ALERT, DETECTION_ERROR, SYSTEM_ERROR), all pages, without the ' +
            'severity INFO: status, severity, detection and times of each.',
          'get_detection for the detections with the most alerts and the most errors.',
        ]),
        '',
        'Rate each detection from 1 to 10, and show how the number comes about:',
        '- how many alerts (25 %): best are 10 to 50 a month',
        '- false alarms (25 %): how many were closed without anything found',
        '- how they were worked off (20 %): how many are resolved, and how soon',
        '- severity (15 %): whether it fits what was found',
        '- how many different actors and systems the alerts are about (10 %)',
        '- errors (5 %)',
        '',
        'Report in markdown:',
        numbered([
          'Summary: the numbers, and the three most important findings.',
          'Table: rule id, name, alerts, share of all, severity, different alerts, rating.',
          'Errors of detections, and errors of the system, each by itself.',
          'Detections that make noise: above a tenth of all alerts, many at severity INFO, much that repeats; why, and what to change.',
          'Detections that do well, as examples.',
          'What to do now, and what over the next months, each with a number that shows success.',
        ]),
        '',
        CAUTION,
      ].join('\n'),
  )
}
