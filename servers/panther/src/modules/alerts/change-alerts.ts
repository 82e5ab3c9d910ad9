import { tool } from 'plinth'
import { z } from 'zod'
import type { Call } from '../../client/call.ts'
import type { Panther } from '../../client/panther.ts'
import { path } from '../../client/path.ts'
import { type Access, writes } from '../../guards.ts'
import { id, ids, status } from '../../inputs.ts'
import { alertNamed } from './read-alert.ts'
import { comment } from './shapes.ts'

const OVERWRITES = { destructive: true, idempotent: true }
const ADDS = { destructive: false, idempotent: false }
const MODIFY = { all: ['AlertModify'] } as const

const missing = (alertIds: readonly string[]): string =>
  alertIds.length === 1
    ? alertNamed(alertIds[0] ?? '')
    : `alert with at least one of the ids ${alertIds.join(', ')}`

export const setStatus = (
  panther: Panther,
  call: Call,
  alertIds: readonly string[],
  to: string,
): Promise<void> =>
  panther.patch(call, path`/alerts`, { ids: alertIds, status: to }, { missing: missing(alertIds) })

export const setAssignee = (
  panther: Panther,
  call: Call,
  alertIds: readonly string[],
  to: string,
): Promise<void> =>
  panther.patch(call, path`/alerts`, { ids: alertIds, assignee: to }, { missing: missing(alertIds) })

export const addComment = (panther: Panther, call: Call, alertId: string, body: string) =>
  panther.write(call, 'POST', path`/alert-comments`, { alertId, body, format: 'PLAIN_TEXT' }, comment, {
    missing: alertNamed(alertId),
  })

const updated = z.object({ alerts: z.array(z.string()).describe('The ids of the alerts that were changed') })

export const updateAlertStatus = (access: Access) =>
  tool(
    'update_alert_status',
    {
      title: 'Set the status of alerts',
      description: 'Sets the status of one or more alerts: OPEN, TRIAGED, RESOLVED or CLOSED',
      ...writes(access, OVERWRITES, MODIFY),
      input: z.object({ alert_ids: ids('The ids of the alerts'), status: status.describe('The new status') }),
      output: updated,
    },
    async ({ alert_ids, status: to }, ctx) => {
      await setStatus(access.panther, ctx, alert_ids, to)
      return { alerts: alert_ids }
    },
  )

export const updateAlertAssignee = (access: Access) =>
  tool(
    'update_alert_assignee',
    {
      title: 'Assign alerts',
      description: 'Assigns one or more alerts to a user, whose id list_users tells',
      ...writes(access, OVERWRITES, MODIFY),
      input: z.object({ alert_ids: ids('The ids of the alerts'), assignee_id: id('The id of the user') }),
      output: updated,
    },
    async ({ alert_ids, assignee_id }, ctx) => {
      await setAssignee(access.panther, ctx, alert_ids, assignee_id)
      return { alerts: alert_ids }
    },
  )

export const addAlertComment = (access: Access) =>
  tool(
    'add_alert_comment',
    {
      title: 'Comment on an alert',
      description:
        'Adds a comment to an alert, which everybody who works on it sees. Markdown is understood.',
      ...writes(access, ADDS, MODIFY),
      input: z.object({
        alert_id: id('The id of the alert'),
        comment: z.string().min(1).describe('The text of the comment'),
      }),
      output: z.object({ comment }),
    },
    async ({ alert_id, comment: body }, ctx) => ({
      comment: await addComment(access.panther, ctx, alert_id, body),
    }),
  )
