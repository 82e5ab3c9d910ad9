import { randomBytes } from 'node:crypto'
import type { CallContext } from '../context/call.ts'
import { CORRELATION_META_KEY } from '../context/correlation.ts'
import type { Flow } from '../context/interview.ts'
import { originOf } from '../context/origin.ts'
import { type Outcome, refuse } from '../define/outcome.ts'
import type { TaskOwner, TaskService } from '../dispatch/task-service.ts'
import { answeredWith } from './answers.ts'
import { createChange } from './change.ts'
import type { TaskInput } from './contents.ts'
import { ownerOf } from './owner.ts'
import type { TaskParts } from './parts.ts'
import type { TaskLimits, TaskRecord } from './store.ts'
import { createShow, infoOf } from './view.ts'
import { createWatch } from './watch.ts'

const ID_BYTES = 24

const inputOf = (ctx: CallContext): TaskInput => {
  const { headers: _, ...caller } = ctx.caller
  return {
    params: ctx.params,
    meta: { ...ctx.meta, [CORRELATION_META_KEY]: ctx.correlationId },
    caller: ctx.principal ? { ...caller, principal: ctx.principal } : caller,
  }
}

const NO_ROOM: { readonly [limit in keyof TaskLimits]: readonly [message: string, suggestion: string] } = {
  perOwner: ['You have as many tasks as you may have at once', 'Wait for one to end, or cancel one'],
  total: ['The server keeps as many tasks as it can', 'Call again later'],
  bytes: ['The tasks that the server keeps take as much room as they may', 'Call again later'],
}

const noRoom = (limit: keyof TaskLimits): Outcome =>
  refuse({
    reason: 'unavailable',
    code: 'RESOURCE_EXHAUSTED',
    message: NO_ROOM[limit][0],
    suggestion: NO_ROOM[limit][1],
  })

/** What callers may do with tasks. */
export const createTaskService = (parts: TaskParts): TaskService => {
  const { store, settings, contents, changes, clock } = parts
  const show = createShow(contents, settings.pollIntervalMs)

  /** The task of this owner: any other is none. */
  const find = async (id: string, owner: TaskOwner): Promise<TaskRecord | undefined> => {
    const task = await store.get(id)
    return task && task.owner === ownerOf(owner) && task.expiresAt > clock.now() ? task : undefined
  }

  const change = createChange(parts)

  const get = async (id: string, owner: TaskOwner) => {
    const task = await find(id, owner)
    return task && show(task)
  }

  return {
    timeoutMs: settings.timeoutMs,
    fromMs: settings.fromMs,
    async create(ctx: CallContext, flow: Flow) {
      const id = randomBytes(ID_BYTES).toString('base64url')
      const now = clock.now()
      const task: TaskRecord = {
        id,
        owner: ownerOf(ctx.principal),
        status: 'working',
        repeatable: ctx.component?.repeatable ?? false,
        createdAt: now,
        updatedAt: now,
        expiresAt: now + settings.ttlMs,
        attempt: 0,
        worker: undefined,
        leaseUntil: undefined,
        version: 0,
        message: undefined,
        outline: contents.closeOutline(id, originOf(ctx)),
        input: contents.closeInput(id, inputOf(ctx)),
        progress: contents.closeProgress(id, { flow, asked: {}, responses: {} }),
        end: undefined,
      }
      const { maxPerPrincipal: perOwner, maxTasks: total, maxBytes: bytes } = settings
      const limit = await store.add(task, { perOwner, total, bytes })
      if (limit) return noRoom(limit)
      return { kind: 'task', task: infoOf(task, undefined, settings.pollIntervalMs) }
    },
    get,
    update: (id, owner, responses) =>
      change(
        () => find(id, owner),
        task => {
          if (task.status !== 'input_required') return undefined
          const progress = answeredWith(contents.progress(task), responses)
          if (!progress) return undefined
          const isAnswered = Object.keys(progress.asked).length === 0
          if (!isAnswered) return changes.asking(task, progress)
          // Begun anew because it asked: that is no death of a worker, of which there may be only so many.
          return changes.queued({ ...task, attempt: task.attempt - 1 }, progress)
        },
      ),
    cancel: (id, owner) => change(() => find(id, owner), changes.cancelledIfOpen),
    watch: createWatch(parts, get),
  }
}
