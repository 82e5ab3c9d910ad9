import { percent } from '../format.ts'
import { shareIn } from '../task-share.ts'
import { isOpen } from '../tasks.ts'
import type { Task } from '../types.ts'

/** What a task says of itself, and how far it is, as far as the viewer may know. */
export const TaskProgress = ({ task }: { task: Task }) => {
  const share = isOpen(task) ? shareIn(task.message) : undefined
  if (!share) return task.message === undefined ? <span class="quiet">–</span> : <span>{task.message}</span>
  return (
    <span class="share">
      <progress aria-label={`Progress of ${task.tool}`} value={share.done} max={share.of} />
      <span>
        {percent(share.done / share.of)}
        {share.rest !== '' && ` · ${share.rest}`}
      </span>
    </span>
  )
}
