import { z } from 'zod'
import { actor, anything, count, flag, listOf, text } from '../../shapes.ts'

const detection = z.looseObject({ id: text, type: text }).nullish()

const delivery = z.looseObject({
  outputId: text,
  label: text,
  message: text,
  statusCode: count,
  success: flag,
  dispatchedAt: text,
})

/** An alert, as the API gives it. */
export const alert = z.looseObject({
  id: z.string(),
  title: text,
  type: text,
  severity: text,
  status: text,
  detection,
  assignee: actor,
  eventCount: count,
  createdAt: text,
  firstEventOccurredAt: text,
  lastReceivedEventAt: text,
  runbook: text,
  deliveries: z.array(delivery).nullish(),
  updatedBy: actor,
})

export const alerts = listOf(alert)

/** A comment on an alert. */
export const comment = z.looseObject({
  id: text,
  alertId: text,
  body: z.unknown(),
  format: text,
  createdAt: text,
  createdBy: actor,
})

export const comments = listOf(comment)

export const events = listOf(anything)
