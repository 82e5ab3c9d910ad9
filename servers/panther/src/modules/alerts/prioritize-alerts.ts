import { prompt } from 'plinth'
import { z } from 'zod'
import { type Access, guardsReading } from '../../guards.ts'
import { CAUTION, completions, moment, numbered } from '../../prompt-arguments.ts'

/** Groups the open alerts of a period by who is behind them, and says which to look at first. */
export const prioritizeAlerts = (access: Access) => {
  const complete = completions(access.panther.clock)
  return prompt(
    'prioritize-open-alerts',
    {
      title: 'Prioritize open alerts',
      description:
        'Groups the open alerts of a period by the actor behind them, and puts the groups in order',
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
        `Put the open alerts between ${start_date} and ${end_date} in the order in which people should look at them.`,
        '',
        numbered([
          'list_alerts with that period and the statuses OPEN and TRIAGED; go on with end_cursor until there are no more pages.',
          'get_alert_event_stats with the ids, and get_alert_events where that leaves open who did what: find for each alert ' +
            'the actor (user, role, address, host) and the target.',
          'Put alerts into one group that share an actor or belong to one course of events. Name the group after the actor.',
          'For each group tell: who did what to whom; the rules, times, addresses, users and systems; whether it looks ' +
            'legitimate or suspicious, and how sure you are from 1 to 100, with the reason.',
          'For each group name the questions whose answers would make you surer, and make them the next steps.',
        ]),
        '',
        'Answer in markdown with a heading for each group, the most urgent first, in the terse language of security operations.',
        CAUTION,
      ].join('\n'),
  )
}
