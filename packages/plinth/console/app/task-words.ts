import { span } from './format.ts'
import type { Task } from './types.ts'

export const ownerOf = ({ principal, tenant }: Task): string =>
  [principal, tenant].filter(Boolean).join(' · ') || 'Unknown'

/** How long a task is still kept. */
export const restOf = ({ expires_at }: Task): string =>
  `in ${span(Math.max(0, (Date.parse(expires_at) - Date.now()) / 1_000))}`

/** What is asked before a task is cancelled. */
export const CANCEL_CHOICE = { yes: 'Cancel the task', no: 'Let it go on' }

export const cancelQuestion = ({ tool }: Task): string =>
  `Cancel this task of ${tool}? What it did already stays done.`
