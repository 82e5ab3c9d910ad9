import { count, duration, percent, time } from '../format.ts'
import { Badge } from '../parts/badge.tsx'
import { Heading } from '../parts/heading.tsx'
import { Toggle } from '../parts/toggle.tsx'
import { linkTo } from '../route.ts'
import { failures, metrics, tools } from '../state.ts'
import { HOLDS, type Hold, holdBreaker, holdOf, switchTool } from '../tool-actions.ts'
import type { Tool } from '../types.ts'
import { RunTool } from './run-tool.tsx'

const HOLD_NAMES: Readonly<Record<Hold, string>> = {
  auto: 'On its own',
  open: 'Held open',
  closed: 'Held closed',
}

const BreakerSwitch = ({ tool }: { tool: Tool }) => (
  <fieldset class="segments">
    <legend>Circuit breaker {tool.breaker && <Badge status={tool.breaker} />}</legend>
    {HOLDS.map(hold => (
      <label key={hold}>
        <input
          type="radio"
          name="breaker"
          value={hold}
          checked={holdOf(tool) === hold}
          onChange={() => void holdBreaker(tool, hold)}
        />
        <span>{HOLD_NAMES[hold]}</span>
      </label>
    ))}
  </fieldset>
)

const Numbers = ({ name }: { name: string }) => {
  const own = metrics.value?.tools[name]
  if (!own) return null
  const share = own.executions === 0 ? 0 : own.failures / own.executions
  const pairs: readonly [string, string][] = [
    ['Calls', count(own.executions)],
    ['Failed', `${count(own.failures)} (${percent(share)})`],
    ['Refused', count(own.refused)],
    ['Active', count(own.active)],
    ['p50', duration(own.p50)],
    ['p95', duration(own.p95)],
    ['p99', duration(own.p99)],
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

/** The last failure in short, where it is seen at once: all of them stand below the form. */
const LastError = ({ name }: { name: string }) => {
  const [last] = failures.value.get(name) ?? []
  if (!last) return null
  return (
    <p class="last">
      Last error <time dateTime={new Date(last.at).toISOString()}>{time(last.at)}</time>{' '}
      <code>{last.code}</code> {last.message}
    </p>
  )
}

const LastErrors = ({ name }: { name: string }) => {
  const all = (failures.value.get(name) ?? []).slice(0, 10)
  return (
    <section class="card" aria-labelledby="last-errors">
      <h2 id="last-errors">Last errors</h2>
      {all.length === 0 ? (
        <p class="quiet">None that this server remembers.</p>
      ) : (
        <ol class="errors">
          {all.map(({ at, status, code, message, errorId, origin }) => (
            <li key={`${at} ${origin?.correlationId}`}>
              <p>
                <time dateTime={new Date(at).toISOString()}>{time(at)}</time> <Badge status={status} />{' '}
                <code>{code}</code>
              </p>
              <p>{message}</p>
              <p class="quiet ids">
                {errorId !== undefined && <span>Error {errorId}</span>}
                {origin && <span>Call {origin.correlationId}</span>}
                {origin?.principal !== undefined && <span>By {origin.principal}</span>}
              </p>
            </li>
          ))}
        </ol>
      )}
    </section>
  )
}

export const ToolView = ({ name }: { name: string }) => {
  const tool = tools.value.find(each => each.name === name)
  if (!tool)
    return (
      <>
        <Heading title={name} />
        <p class="notice bad">
          There is no tool of this name. <a href={linkTo('tools')}>See all tools</a>
        </p>
      </>
    )
  return (
    <>
      <p class="crumb">
        <a href={linkTo('tools')}>Tools</a>
      </p>
      <Heading title={tool.title ?? tool.name}>
        <code>{tool.name}</code>
        <Badge status={tool.enabled ? 'enabled' : 'disabled'} />
        {tool.tags.map(tag => (
          <span key={tag} class="tag">
            {tag}
          </span>
        ))}
      </Heading>
      {tool.description && <p class="lead">{tool.description}</p>}
      <section class="card controls" aria-label="State">
        <div class="control">
          <span aria-hidden="true">Enabled</span>
          <Toggle
            label={`${tool.name} enabled`}
            on={tool.enabled}
            onChange={on => void switchTool(tool, on)}
          />
        </div>
        {tool.breaker && <BreakerSwitch tool={tool} />}
        <Numbers name={tool.name} />
        <LastError name={tool.name} />
      </section>
      <RunTool tool={tool} />
      <LastErrors name={tool.name} />
    </>
  )
}
