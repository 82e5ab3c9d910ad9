import { signal } from '@preact/signals'
import { ask, messageOf } from './api.ts'
import { announcement } from './state.ts'
import type { Task, TaskStatus } from './types.ts'

export const STATUSES: readonly TaskStatus[] = [
  'working',
  'input_required',
  'completed',
  'failed',
  'cancelled',
]

const PAGE = 100
/** What other processes do to tasks, and how far they are, no event tells. */
const INTERVAL_MS = 5_000
/** Many tasks may change at one time. */
const PAUSE_MS = 300

export const tasks = signal<readonly Task[] | undefined>(undefined)
/** Why the list could not be had. */
export const tasksProblem = signal<string | undefined>(undefined)
export const wantedStatus = signal<TaskStatus | undefined>(undefined)
export const hasMoreTasks = signal(false)

let pages = 1
let watchers = 0
let isLoading = false
let isStale = false

interface TaskPage {
  readonly tasks: readonly Task[]
  readonly next?: string
}

const load = async (): Promise<void> => {
  const status = wantedStatus.peek()
  const found: Task[] = []
  let next: string | undefined
  for (let page = 0; page < pages; page++) {
    const query = new URLSearchParams({ limit: String(PAGE), ...(status && { status }) })
    if (next !== undefined) query.set('after', next)
    const answer = await ask<TaskPage>('GET', `/tasks?${query}`)
    found.push(...answer.tasks)
    next = answer.next
    if (next === undefined) break
  }
  if (status !== wantedStatus.peek()) return
  tasks.value = found
  hasMoreTasks.value = next !== undefined
}

/** Asks for the list anew; once more when something changes in the meantime. */
export const refreshTasks = async (): Promise<void> => {
  isStale = true
  if (isLoading) return
  isLoading = true
  while (isStale) {
    isStale = false
    await load().then(
      () => {
        tasksProblem.value = undefined
      },
      error => {
        tasksProblem.value = messageOf(error)
      },
    )
  }
  isLoading = false
}

let timer: ReturnType<typeof setTimeout> | undefined

/** Hears that something has become of some task. */
export const taskChanged = (): void => {
  if (watchers === 0 || timer !== undefined) return
  timer = setTimeout(() => {
    timer = undefined
    void refreshTasks()
  }, PAUSE_MS)
}

/** Keeps the list up to date until the function is called that it gives. */
export const watchTasks = (): (() => void) => {
  watchers += 1
  void refreshTasks()
  const interval = setInterval(() => void refreshTasks(), INTERVAL_MS)
  return () => {
    watchers -= 1
    clearInterval(interval)
  }
}

export const showStatus = (status: TaskStatus | undefined): void => {
  wantedStatus.value = status
  pages = 1
  tasks.value = undefined
  void refreshTasks()
}

export const showMoreTasks = (): Promise<void> => {
  pages += 1
  return refreshTasks()
}

export const forgetTasks = (): void => {
  tasks.value = undefined
  wantedStatus.value = undefined
  pages = 1
}

/** Ends a task, whoever it belongs to. */
export const cancelTask = async ({ id, tool }: Task): Promise<void> => {
  try {
    const { status } = await ask<Task>('POST', `/tasks/${encodeURIComponent(id)}/cancel`)
    announcement.value =
      status === 'cancelled' ? `The task of ${tool} is cancelled` : `The task of ${tool} had ended before`
  } catch (error) {
    announcement.value = `The task of ${tool} could not be cancelled: ${messageOf(error)}`
  }
  await refreshTasks()
}

export const isOpen = ({ status }: Task): boolean => status === 'working' || status === 'input_required'

/** Whether an event only says that a task goes its way. */
export const isRoutine = (type: string, data: string): boolean => {
  if (type === 'task.created' || type === 'task.status' || type === 'task.expired') return true
  return type === 'task.finished' && JSON.parse(data).status === 'completed'
}
