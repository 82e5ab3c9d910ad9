import { useEffect, useRef } from 'preact/hooks'
import type { CallState, Calls } from '../call-state.ts'
import { TaskBadge } from '../parts/task-badge.tsx'
import { TaskProgress } from '../parts/task-progress.tsx'
import { linkTo } from '../route.ts'
import { CallerCredential } from './caller-credential.tsx'
import { OutcomeView } from './outcome.tsx'
import { Questions } from './questions.tsx'

const Running = ({ state }: { state: Extract<CallState, { kind: 'running' }> }) => (
  <div class="running">
    <progress
      aria-label="Progress"
      {...(state.progress?.total === undefined
        ? {}
        : { value: state.progress.progress, max: state.progress.total })}
    />
    <span>{state.progress?.message}</span>
    <button type="button" onClick={state.cancel}>
      Cancel
    </button>
  </div>
)

const Task = ({ calls, state }: { calls: Calls; state: Extract<CallState, { kind: 'task' }> }) => {
  const { task, problem } = state
  const { questions } = task
  return (
    <>
      <div class="running">
        <TaskBadge task={task} />
        <TaskProgress task={task} />
        <button type="button" onClick={() => void calls.cancelTask()}>
          Cancel
        </button>
      </div>
      {questions && (
        <Questions
          key={Object.keys(questions).join()}
          questions={questions}
          onAnswers={answers => void calls.answerTask(answers)}
        />
      )}
      {problem !== undefined && (
        <p class="notice bad" role="alert">
          {problem}
        </p>
      )}
      <p class="quiet">
        It goes on without this page: see <a href={linkTo('tasks', task.id)}>the task</a>.
      </p>
    </>
  )
}

const Ended = ({ calls, state }: { calls: Calls; state: Extract<CallState, { kind: 'ended' }> }) => {
  const { outcome } = state
  if (outcome.kind !== 'asks') return <OutcomeView outcome={outcome} />
  const { questions, state: token } = outcome
  return <Questions questions={questions} onAnswers={answers => void calls.answer(answers, token)} />
}

const TITLES = { done: 'Result', failed: 'Failed', asks: 'The tool asks' } as const

const titleOf = (state: CallState): string => {
  if (state.kind === 'ended') return TITLES[state.outcome.kind]
  if (state.kind === 'task') return state.task.questions ? 'The task asks' : 'Runs as a task'
  return state.kind === 'running' ? 'Running' : 'Not run'
}

/** What comes of a call, while it runs and after; gets the focus when it has ended, or asks. */
export const CallResult = ({ calls }: { calls: Calls }) => {
  const state = calls.state.value
  const heading = useRef<HTMLHeadingElement>(null)
  const isWaiting = state.kind === 'task' && state.task.questions !== undefined
  const isOver = state.kind === 'ended' || state.kind === 'broken' || isWaiting
  useEffect(() => {
    if (isOver) heading.current?.focus()
  }, [isOver])
  if (state.kind === 'idle') return null
  return (
    <div class="result" data-testid="result">
      <h3 ref={heading} tabIndex={-1}>
        {titleOf(state)}
      </h3>
      {state.kind === 'running' && <Running state={state} />}
      {state.kind === 'task' && <Task calls={calls} state={state} />}
      {state.kind === 'ended' && (
        <>
          <Ended calls={calls} state={state} />
          <p class="quiet ids">
            {Math.round(state.milliseconds)} ms · Call {state.correlationId}
          </p>
        </>
      )}
      {state.kind === 'broken' && <p class="notice bad">{state.message}</p>}
      {state.kind === 'broken' && state.needsCredential && (
        <CallerCredential onGiven={() => void calls.again()} />
      )}
    </div>
  )
}
