import { useEffect, useRef } from 'preact/hooks'
import type { CallState, Calls } from '../call-state.ts'
import type { ContentBlock, Failure } from '../mcp.ts'
import { Json } from '../parts/json.tsx'
import { Scroller } from '../parts/scroller.tsx'
import { CallerCredential } from './caller-credential.tsx'
import { Questions } from './questions.tsx'

const Block = ({ block }: { block: ContentBlock }) =>
  block.type === 'text' ? (
    <Scroller class="code" label="Text of the result">
      <pre>{block.text}</pre>
    </Scroller>
  ) : (
    <Json
      value={block.data === undefined ? block : { ...block, data: `${block.data.length} characters` }}
      label={`A block of the type ${block.type}`}
    />
  )

const Failed = ({ failure: { code, message, suggestion, errorId, data } }: { failure: Failure }) => (
  <div class="notice bad">
    <p>
      <code>{code}</code> {message}
    </p>
    {data?.issues && (
      <ul>
        {data.issues.map(issue => (
          <li key={`${issue.path} ${issue.message}`}>
            {issue.path !== '' && <code>{issue.path}</code>} {issue.message}
          </li>
        ))}
      </ul>
    )}
    {suggestion !== undefined && <p>{suggestion}</p>}
    {errorId !== undefined && <p class="ids">Error {errorId}: see the log</p>}
  </div>
)

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

const Ended = ({ calls, state }: { calls: Calls; state: Extract<CallState, { kind: 'ended' }> }) => {
  const { outcome } = state
  switch (outcome.kind) {
    case 'failed':
      return <Failed failure={outcome.failure} />
    case 'asks':
      return <Questions calls={calls} questions={outcome.questions} token={outcome.state} />
    case 'done':
      return outcome.structured === undefined ? (
        outcome.content.map((block, index) => <Block key={index} block={block} />)
      ) : (
        <Json value={outcome.structured} label="Structured result" />
      )
  }
}

const TITLES = { done: 'Result', failed: 'Failed', asks: 'The tool asks' } as const

const titleOf = (state: CallState): string => {
  if (state.kind === 'ended') return TITLES[state.outcome.kind]
  return state.kind === 'running' ? 'Running' : 'Not run'
}

/** What comes of a call, while it runs and after; gets the focus when it has ended. */
export const CallResult = ({ calls }: { calls: Calls }) => {
  const state = calls.state.value
  const heading = useRef<HTMLHeadingElement>(null)
  const isOver = state.kind === 'ended' || state.kind === 'broken'
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
