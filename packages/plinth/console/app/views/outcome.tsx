import type { ContentBlock, Failure, Outcome } from '../mcp.ts'
import { Json } from '../parts/json.tsx'
import { Scroller } from '../parts/scroller.tsx'

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

/** What a call came to. */
export const OutcomeView = ({ outcome }: { outcome: Extract<Outcome, { kind: 'done' | 'failed' }> }) => {
  if (outcome.kind === 'failed') return <Failed failure={outcome.failure} />
  return outcome.structured === undefined ? (
    outcome.content.map((block, index) => <Block key={index} block={block} />)
  ) : (
    <Json value={outcome.structured} label="Structured result" />
  )
}
