import { prompt } from 'plinth'
import { z } from 'zod'
import { type Access, guardsReading } from '../../guards.ts'
import { CAUTION, completions, moment, numbered } from '../../prompt-arguments.ts'

/** Finds out why detections fail, and how to mend them. */
export const detectionRuleErrors = (access: Access) => {
  const complete = completions(access.panther.clock)
  return prompt(
    'get-detection-rule-errors',
    {
      title: 'Explain errors of detections',
      description: 'Finds the errors of detections in a period, their causes, and how to mend them',
      tags: ['triage'],
      use: guardsReading(access, []),
      args: z.object({
        start_date: moment('Beginning of the period'),
        end_date: moment('End of the period'),
      }),
      complete: { start_date: complete.moment, end_date: complete.moment },
    },
    ({ start_date, end_date }) =>
      [
        `Find out why detections failed between ${start_date} and ${end_date}, and how to mend them.`,
        '',
        numbered([
          'list_alerts with that period and the alert_type DETECTION_ERROR; go on with end_cursor until there are no more pages.',
          'Group them by detection and by what went wrong.',
          'For each group: get_detection for the code, get_alert_events for an event on which it fails, get_global_helper ' +
            'where the code uses one. Find the line at fault and why that event breaks it.',
          'Propose a change to the Python code, and a test that fails without it. Change nothing yourself.',
        ]),
        '',
        'Tell briefly and precisely, for each detection: what fails, how often, why, and the change. The worst first.',
        CAUTION,
      ].join('\n'),
  )
}
