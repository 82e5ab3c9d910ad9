import { type CompletionContext, resource } from 'plinth'
import { path } from '../../client/path.ts'
import { type Access, guardsReading } from '../../guards.ts'
import { lastWeek } from '../../times.ts'
import { alertNamed } from './read-alert.ts'
import { alert, alerts } from './shapes.ts'

const MOST = 50

/** One alert as a resource; ids are completed from the alerts of the last week. */
export const alertTemplate = (access: Access) => {
  const { panther } = access
  const recentIds = async (typed: string, _: unknown, ctx: CompletionContext): Promise<readonly string[]> => {
    const { from, to } = lastWeek(panther.clock.now())
    const { results } = await panther.get(ctx, path`/alerts`, alerts, {
      query: { type: 'ALERT', limit: MOST, 'sort-dir': 'desc', 'created-after': from, 'created-before': to },
    })
    return results.map(({ id }) => id).filter(id => id.startsWith(typed))
  }
  return resource(
    'panther://alerts/{alert_id}',
    {
      name: 'alert',
      title: 'An alert',
      description: 'Everything that is known of one alert, except for its events and comments',
      mimeType: 'application/json',
      use: guardsReading(access, ['AlertRead']),
      complete: { alert_id: recentIds },
    },
    ({ alert_id }, ctx) =>
      panther.get(ctx, path`/alerts/${alert_id}`, alert, { missing: alertNamed(alert_id) }),
  )
}
