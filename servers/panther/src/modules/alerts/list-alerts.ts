import { ToolError, tool } from 'plinth'
import { z } from 'zod'
import { path } from '../../client/path.ts'
import { type Access, reads } from '../../guards.ts'
import { contains, cursor, cursorIn, filterBy, severities, status, time } from '../../inputs.ts'
import { nextCursor } from '../../shapes.ts'
import { lastWeek, toTime } from '../../times.ts'
import { alert, alerts } from './shapes.ts'

const SUBTYPES = {
  ALERT: ['POLICY', 'RULE', 'SCHEDULED_RULE'],
  DETECTION_ERROR: ['RULE_ERROR', 'SCHEDULED_RULE_ERROR'],
  SYSTEM_ERROR: [],
} as const

type AlertType = keyof typeof SUBTYPES

const count = z.int().min(1)

const input = z.object({
  start_date: time('Alerts created from then on'),
  end_date: time('Alerts created before'),
  severities: severities.default([]).describe('Only these severities'),
  statuses: z.array(status).default([]).describe('Only these statuses'),
  cursor,
  detection_id: contains(
    'Only alerts of this detection; without it and without dates, the last 7 days are searched',
  ),
  event_count_max: count.nullish().describe('Only alerts with at most so many events'),
  event_count_min: count.default(1).describe('Only alerts with at least so many events'),
  log_sources: filterBy('Only alerts from log sources with these ids'),
  log_types: filterBy('Only alerts from these log types'),
  name_contains: contains('Only alerts whose title has this in it'),
  page_size: z.int().min(1).max(50).default(25).describe('Alerts on a page, up to 50'),
  resource_types: filterBy('Only alerts about these types of AWS resources'),
  subtypes: z
    .array(z.enum([...SUBTYPES.ALERT, ...SUBTYPES.DETECTION_ERROR]))
    .default([])
    .describe(
      'For ALERT: POLICY, RULE, SCHEDULED_RULE. For DETECTION_ERROR: RULE_ERROR, SCHEDULED_RULE_ERROR. For SYSTEM_ERROR: none',
    ),
  alert_type: z
    .enum(['ALERT', 'DETECTION_ERROR', 'SYSTEM_ERROR'])
    .default('ALERT')
    .describe('Alerts of detections, errors of detections, or errors of the system'),
})

const output = z.object({
  alerts: z.array(alert),
  total_alerts: z.number().describe('How many are on this page'),
  has_next_page: z.boolean(),
  has_previous_page: z.boolean(),
  end_cursor: nextCursor,
  start_cursor: z.string().nullable(),
})

const requireSubtypes = (type: AlertType, subtypes: readonly string[]): void => {
  const allowed: readonly string[] = SUBTYPES[type]
  const wrong = subtypes.filter(subtype => !allowed.includes(subtype))
  if (wrong.length === 0) return
  throw new ToolError(`${type} has no subtypes ${wrong.join(', ')}`, {
    code: 'VALIDATION_ERROR',
    suggestion: allowed.length === 0 ? 'Leave subtypes out' : `Use some of ${allowed.join(', ')}`,
  })
}

type Asked = z.infer<typeof input>

/** The API wants a detection or a time. */
const periodOf = ({ start_date, end_date, detection_id }: Asked, now: number) => {
  if (!start_date && !end_date && !detection_id) return lastWeek(now)
  return { from: start_date ? toTime(start_date) : undefined, to: end_date ? toTime(end_date) : undefined }
}

export const listAlerts = (access: Access) =>
  // plinth-lint-disable-next-line too-many-parameters -- the filters that Panther's own API has, all of them optional
  tool(
    'list_alerts',
    {
      title: 'List alerts',
      description:
        'Lists alerts, the newest first, with filters. Without dates and detection, those of the last 7 days. ' +
        'One page at a time: give end_cursor as cursor for the next.',
      ...reads(access, 'AlertRead'),
      input,
      output,
    },
    async (asked, ctx) => {
      requireSubtypes(asked.alert_type, asked.subtypes)
      const { from, to } = periodOf(asked, ctx.now())
      const from_cursor = cursorIn(asked.cursor)
      const { results, next } = await access.panther.get(ctx, path`/alerts`, alerts, {
        query: {
          type: asked.alert_type,
          limit: asked.page_size,
          'sort-dir': 'desc',
          'detection-id': asked.detection_id,
          'created-after': from,
          'created-before': to,
          cursor: from_cursor,
          severity: asked.severities,
          status: asked.statuses,
          'event-count-max': asked.event_count_max,
          'event-count-min': asked.event_count_min,
          'log-source': asked.log_sources,
          'log-type': asked.log_types,
          'name-contains': asked.name_contains,
          'resource-type': asked.resource_types,
          'sub-type': asked.subtypes,
        },
      })
      return {
        alerts: results,
        total_alerts: results.length,
        has_next_page: next !== null,
        has_previous_page: from_cursor !== undefined,
        end_cursor: next,
        start_cursor: from_cursor ?? null,
      }
    },
  )
