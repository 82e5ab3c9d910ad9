import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { messageOf } from '../api.ts'
import { duration, time } from '../format.ts'
import { answerTask, followTask, outcomeOf, type WholeTask } from '../own-task.ts'
import { Heading } from '../parts/heading.tsx'
import { TaskBadge } from '../parts/task-badge.tsx'
import { TaskProgress } from '../parts/task-progress.tsx'
import { linkTo } from '../route.ts'
import { CANCEL_CHOICE, cancelQuestion, ownerOf, restOf } from '../task-words.ts'
import { cancelTask, isOpen } from '../tasks.ts'
import { useConfirmation } from './confirm.tsx'
import { OutcomeView } from './outcome.tsx'
import { Questions } from './questions.tsx'

const Facts = ({ task }: { task: WholeTask }) => {
  const seconds = (Date.parse(task.updated_at) - Date.parse(task.created_at)) / 1_000
  const pairs: readonly [string, string][] = [
    ['Owner', ownerOf(task)],
    ['Created', time(task.created_at)],
    isOpen(task) ? ['Last change', time(task.updated_at)] : ['Took', duration(seconds)],
    ['Expires', restOf(task)],
    ['Call', task.correlation_id],
  ]
  return (
    <dl class="numbers">
      {pairs.map(([what, value]) => (
        <div key={what}>
          <dt>{what}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

const Content = ({ task, onTask }: { task: WholeTask; onTask: (task: WholeTask) => void }) => {
  const problem = useSignal<string | undefined>(undefined)
  const outcome = outcomeOf(task)
  const { id, questions } = task
  if (!task.own) return <p class="quiet">What it says, asks and came to is between its owner and the tool.</p>
  return (
    <>
      {questions && (
        <Questions
          key={Object.keys(questions).join()}
          questions={questions}
          onAnswers={answers =>
            void answerTask(id, answers).then(onTask, error => {
              problem.value = messageOf(error)
            })
          }
        />
      )}
      {problem.value !== undefined && (
        <p class="notice bad" role="alert">
          {problem.value}
        </p>
      )}
      {(outcome?.kind === 'done' || outcome?.kind === 'failed') && <OutcomeView outcome={outcome} />}
    </>
  )
}

/** One task: how it stands and, to who made it, what it asks and what it came to. */
export const TaskView = ({ id }: { id: string }) => {
  const task = useSignal<WholeTask | undefined>(undefined)
  const problem = useSignal<string | undefined>(undefined)
  const [confirm, dialog] = useConfirmation(CANCEL_CHOICE)
  const take = (now: WholeTask): void => {
    task.value = now
  }

  useEffect(() => {
    const controller = new AbortController()
    followTask(id, take, controller.signal).catch(error => {
      problem.value = messageOf(error)
    })
    return () => controller.abort()
  }, [id])

  const cancel = async (now: WholeTask): Promise<void> => {
    if (await confirm(cancelQuestion(now))) await cancelTask(now)
  }

  const now = task.value
  return (
    <>
      <p class="crumb">
        <a href={linkTo('tasks')}>Tasks</a>
      </p>
      <Heading title={now ? `Task of ${now.tool}` : 'Task'}>
        <code>{id}</code>
        {now && <TaskBadge task={now} />}
      </Heading>
      {problem.value !== undefined && (
        <p class="notice bad" role="alert">
          {problem.value}
        </p>
      )}
      {now && (
        <section class="card result" aria-label="The task">
          {isOpen(now) && (
            <div class="running">
              <TaskProgress task={now} />
              <button type="button" onClick={() => void cancel(now)}>
                Cancel
              </button>
            </div>
          )}
          <Content task={now} onTask={take} />
          <Facts task={now} />
        </section>
      )}
      {now && (
        <p>
          <a href={linkTo('tools', now.tool)}>See the tool {now.tool}</a>
        </p>
      )}
      {dialog}
    </>
  )
}
