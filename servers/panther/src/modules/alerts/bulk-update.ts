import { type Context, ToolError, tool } from 'plinth'
import { z } from 'zod'
import type { Panther } from '../../client/panther.ts'
import { confirm, requireConsent } from '../../confirm.ts'
import { type Access, writes } from '../../guards.ts'
import { ids, optional, status } from '../../inputs.ts'
import { addComment, setAssignee, setStatus } from './change-alerts.ts'

const MAX_ALERTS = 25

const input = z.object({
  alert_ids: ids(`The ids of the alerts, at most ${MAX_ALERTS}`, MAX_ALERTS),
  status: optional(status).describe('The new status of all of them'),
  assignee_id: optional(z.string().min(1)).describe('The id of the user whom all of them are assigned to'),
  comment: optional(z.string().min(1)).describe('A comment that is added to each of them'),
  confirm,
})

const failed = z.object({
  operation: z.enum(['status_update', 'assignee_update', 'add_comment']),
  alert_ids: z.array(z.string()),
  error: z.string(),
})

const done = z.object({
  status_updates: z.array(z.string()),
  assignee_updates: z.array(z.string()),
  comments_added: z.array(z.string()),
  failed_operations: z.array(failed),
})

type Done = z.infer<typeof done>
type Asked = z.infer<typeof input>

const output = z.object({
  results: done,
  summary: z.object({
    total_alerts: z.number(),
    successful_operations: z.number(),
    failed_operations: z.number(),
    status_updates_count: z.number(),
    assignee_updates_count: z.number(),
    comments_added_count: z.number(),
  }),
})

const questionFor = ({ alert_ids, status: to, assignee_id, comment }: Asked): string =>
  [
    `Change ${alert_ids.length === 1 ? 'this alert' : `${alert_ids.length} alerts`} in Panther (${alert_ids.join(', ')})?`,
    ...(to ? [`Status: ${to}.`] : []),
    ...(assignee_id ? [`Assigned to: ${assignee_id}.`] : []),
    ...(comment ? [`Comment on each: ${JSON.stringify(comment)}`] : []),
  ].join(' ')

/** One part of the work: what failed is told, and does not keep the others from being done. */
const attempt = async (
  results: Done,
  operation: Done['failed_operations'][number]['operation'],
  alertIds: readonly string[],
  work: () => Promise<unknown>,
): Promise<readonly string[]> => {
  try {
    await work()
    return alertIds
  } catch (error) {
    if (!(error instanceof ToolError)) throw error
    results.failed_operations.push({ operation, alert_ids: [...alertIds], error: error.message })
    return []
  }
}

const carryOut = async (panther: Panther, ctx: Context, asked: Asked): Promise<Done> => {
  const { alert_ids, status: to, assignee_id, comment } = asked
  const results: Done = {
    status_updates: [],
    assignee_updates: [],
    comments_added: [],
    failed_operations: [],
  }
  if (to)
    results.status_updates.push(
      ...(await attempt(results, 'status_update', alert_ids, () => setStatus(panther, ctx, alert_ids, to))),
    )
  if (assignee_id)
    results.assignee_updates.push(
      ...(await attempt(results, 'assignee_update', alert_ids, () =>
        setAssignee(panther, ctx, alert_ids, assignee_id),
      )),
    )
  for (const [index, alertId] of comment ? alert_ids.entries() : []) {
    const add = () => addComment(panther, ctx, alertId, comment ?? '')
    results.comments_added.push(...(await attempt(results, 'add_comment', [alertId], add)))
    ctx.progress(index + 1, alert_ids.length, 'comments added')
  }
  return results
}

export const bulkUpdateAlerts = (access: Access) =>
  tool(
    'bulk_update_alerts',
    {
      title: 'Change many alerts',
      description:
        `Sets the status and the assignee of up to ${MAX_ALERTS} alerts, and comments on each: at least one of the three. ` +
        'A person is asked first. Part of it may fail: failed_operations tells which.',
      ...writes(access, { destructive: true, idempotent: false }, { all: ['AlertModify'] }),
      input,
      output,
    },
    async (asked, ctx) => {
      if (!asked.status && !asked.assignee_id && !asked.comment)
        throw new ToolError('Nothing would be changed', {
          code: 'VALIDATION_ERROR',
          suggestion: 'Give at least one of status, assignee_id and comment',
        })
      await requireConsent(ctx, questionFor(asked), asked.confirm)
      const results = await ctx.once('carry out', () => carryOut(access.panther, ctx, asked))
      const { status_updates, assignee_updates, comments_added, failed_operations } = results
      return {
        results,
        summary: {
          total_alerts: asked.alert_ids.length,
          successful_operations: status_updates.length + assignee_updates.length + comments_added.length,
          failed_operations: failed_operations.length,
          status_updates_count: status_updates.length,
          assignee_updates_count: assignee_updates.length,
          comments_added_count: comments_added.length,
        },
      }
    },
  )
