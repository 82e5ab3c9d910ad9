import { prompt } from 'plinth'
import { z } from 'zod'
import { type Access, guardsReading } from '../../guards.ts'
import { CAUTION, completions, month, numbered, year } from '../../prompt-arguments.ts'

/** Says which log sources were ill in a month, and why. */
export const logSourcesReport = (access: Access) => {
  const complete = completions(access.panther.clock)
  return prompt(
    'get-monthly-log-sources-report',
    {
      title: 'Report on log sources',
      description: 'Reports on the health of all log sources in one month, with causes and remedies',
      tags: ['reporting'],
      use: guardsReading(access, []),
      args: z.object({ month, year }),
      complete: { month: complete.month, year: complete.year },
    },
    ({ month: inMonth, year: inYear }) =>
      [
        `Report on the health of the log sources in ${inMonth} ${inYear}.`,
        '',
        numbered([
          'list_log_sources with is_healthy null, all pages: which are healthy, and when did each last send something?',
          'get_bytes_processed_metrics for that month: which sources grew silent, or much louder?',
          'For each source that is ill: list_alerts of that month with the alert_type SYSTEM_ERROR, and find those about it.',
          'Where logs could not be classified: query_data_lake for panther_monitor.public.classification_failures with the ' +
            "source's p_source_id and the days of that month. Read the payload, guess the log type, and compare it with the " +
            'schemas of the source (get_log_type_schema_details): what does not fit?',
          'Take one source after the other, and end each with cause and remedy.',
        ]),
        '',
        `Keep every query and every finding within ${inMonth} ${inYear}. Are all sources healthy, say so, with the numbers.`,
        CAUTION,
      ].join('\n'),
  )
}
