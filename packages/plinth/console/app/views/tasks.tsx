import { useEffect } from 'preact/hooks'
import { bytes, count, time } from '../format.ts'
import { Heading } from '../parts/heading.tsx'
import { Scroller } from '../parts/scroller.tsx'
import { TaskBadge } from '../parts/task-badge.tsx'
import { TaskProgress } from '../parts/task-progress.tsx'
import { linkTo } from '../route.ts'
import { metrics, server } from '../state.ts'
import { CANCEL_CHOICE, cancelQuestion, ownerOf, restOf } from '../task-words.ts'
import {
  cancelTask,
  hasMoreTasks,
  isOpen,
  STATUSES,
  showMoreTasks,
  showStatus,
  tasks,
  tasksProblem,
  wantedStatus,
  watchTasks,
} from '../tasks.ts'
import type { Task, TaskStatus } from '../types.ts'
import { useConfirmation } from './confirm.tsx'

const NAMES: Readonly<Record<TaskStatus, string>> = {
  working: 'Queued or running',
  input_required: 'Waiting for answers',
  completed: 'Completed',
  failed: 'Failed',
  cancelled: 'Cancelled',
}

const Row = ({ task, onCancel }: { task: Task; onCancel: (task: Task) => void }) => (
  <tr>
    <td>
      <TaskBadge task={task} />
    </td>
    <th scope="row">
      <a href={linkTo('tasks', task.id)}>{task.tool}</a>
      <small>{task.id.slice(0, 8)}</small>
    </th>
    <td class="error">{ownerOf(task)}</td>
    <td>
      <time dateTime={task.created_at}>{time(task.created_at)}</time>
    </td>
    <td class="error">
      <TaskProgress task={task} />
    </td>
    <td class="rest">{restOf(task)}</td>
    <td class="action">
      {isOpen(task) && (
        <button
          type="button"
          aria-label={`Cancel ${task.tool} ${task.id.slice(0, 8)}`}
          onClick={() => onCancel(task)}
        >
          Cancel
        </button>
      )}
    </td>
  </tr>
)

const Table = ({ all, onCancel }: { all: readonly Task[]; onCancel: (task: Task) => void }) => (
  <Scroller class="card table" label="Tasks, the newest first">
    <table>
      <thead>
        <tr>
          <th scope="col">Status</th>
          <th scope="col">Tool</th>
          <th scope="col">Owner</th>
          <th scope="col">Created</th>
          <th scope="col">Progress</th>
          <th scope="col">Expires</th>
          <th scope="col">
            <span class="unseen">Action</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {all.map(task => (
          <Row key={task.id} task={task} onCancel={onCancel} />
        ))}
      </tbody>
    </table>
    {all.length === 0 && (
      <p class="quiet empty">{wantedStatus.value ? 'There is no such task.' : 'There are no tasks.'}</p>
    )}
  </Scroller>
)

const Tally = () => {
  const found = metrics.value?.tasks
  if (!found) return null
  const pairs: readonly [string, string][] = [
    ['Queued', count(found.queued)],
    ['Running', count(found.running)],
    ['Waiting for answers', count(found.input_required)],
    ['Completed', count(found.completed)],
    ['Failed', count(found.failed)],
    ['Cancelled', count(found.cancelled)],
    ['Room in the store', bytes(found.store_bytes)],
  ]
  return (
    <dl class="card numbers tally">
      {pairs.map(([what, value]) => (
        <div key={what}>
          <dt>{what}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

const isStatus = (text: string): text is TaskStatus => STATUSES.some(status => status === text)

const StatusFilter = () => (
  <label class="check">
    Status
    <select
      value={wantedStatus.value ?? ''}
      onChange={({ currentTarget: { value } }) => showStatus(isStatus(value) ? value : undefined)}
    >
      <option value="">All</option>
      {STATUSES.map(status => (
        <option key={status} value={status}>
          {NAMES[status]}
        </option>
      ))}
    </select>
  </label>
)

const Off = () => (
  <p class="notice">
    This server keeps no tasks. Set <code>MCP_TASKS_FILE</code>, or <code>MCP_TASKS_REDIS_URL</code> for
    several replicas.
  </p>
)

export const TasksView = () => {
  const [confirm, dialog] = useConfirmation(CANCEL_CHOICE)
  const isOn = server.value?.tasks === true
  useEffect(() => (isOn ? watchTasks() : undefined), [isOn])

  const cancel = async (task: Task): Promise<void> => {
    if (await confirm(cancelQuestion(task))) await cancelTask(task)
  }

  const all = tasks.value
  return (
    <>
      <Heading title="Tasks">{isOn && <StatusFilter />}</Heading>
      {!isOn && <Off />}
      <Tally />
      {tasksProblem.value !== undefined && (
        <p class="notice bad" role="alert">
          {tasksProblem.value}
        </p>
      )}
      {all && <Table all={all} onCancel={task => void cancel(task)} />}
      {all?.some(({ own }) => !own) && (
        <p class="quiet">What the tasks of others say, and what they came to, is for their owners only.</p>
      )}
      {hasMoreTasks.value && (
        <div class="buttons">
          <button type="button" onClick={() => void showMoreTasks()}>
            Show older ones
          </button>
        </div>
      )}
      {dialog}
    </>
  )
}
