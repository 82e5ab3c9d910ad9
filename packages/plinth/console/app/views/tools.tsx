import { useSignal } from '@preact/signals'
import { count, duration, time } from '../format.ts'
import { Badge } from '../parts/badge.tsx'
import { Heading } from '../parts/heading.tsx'
import { Scroller } from '../parts/scroller.tsx'
import { Toggle } from '../parts/toggle.tsx'
import { linkTo } from '../route.ts'
import { failures, metrics, tools } from '../state.ts'
import { switchTool } from '../tool-actions.ts'
import type { Tool } from '../types.ts'

const matches = ({ name, title = '', tags }: Tool, wanted: string): boolean =>
  [name, title, ...tags].some(text => text.toLowerCase().includes(wanted.trim().toLowerCase()))

const Row = ({ tool }: { tool: Tool }) => {
  const { name, title, enabled, breaker, breaker_held: held } = tool
  const own = metrics.value?.tools[name]
  const [last] = failures.value.get(name) ?? []
  return (
    <tr class={enabled ? undefined : 'off'}>
      <th scope="row">
        <a href={linkTo('tools', name)}>{name}</a>
        {title && <small>{title}</small>}
      </th>
      <td>
        <Toggle label={`${name} enabled`} on={enabled} onChange={on => void switchTool(tool, on)} />
      </td>
      <td>
        {breaker ? (
          <Badge status={breaker} note={held ? 'held' : undefined} />
        ) : (
          <span class="quiet">None</span>
        )}
      </td>
      <td class="number">{count(own?.executions ?? 0)}</td>
      <td class={own && own.failures > 0 ? 'number some' : 'number'}>{count(own?.failures ?? 0)}</td>
      <td class="number">{own && own.p95 > 0 ? duration(own.p95) : '–'}</td>
      <td class="number">{count(own?.active ?? 0)}</td>
      <td class="error">
        {last ? (
          <>
            <time dateTime={new Date(last.at).toISOString()}>{time(last.at)}</time>{' '}
            {last.message ?? last.code}
          </>
        ) : (
          <span class="quiet">None</span>
        )}
      </td>
    </tr>
  )
}

export const ToolsView = () => {
  const wanted = useSignal('')
  const shown = tools.value.filter(tool => matches(tool, wanted.value))
  return (
    <>
      <Heading title="Tools">
        <label class="search">
          <span class="unseen">Find a tool</span>
          <input
            type="search"
            placeholder="Find a tool"
            value={wanted.value}
            onInput={({ currentTarget }) => {
              wanted.value = currentTarget.value
            }}
          />
        </label>
      </Heading>
      <Scroller class="card table" label="Tools">
        <table>
          <thead>
            <tr>
              <th scope="col">Tool</th>
              <th scope="col">Enabled</th>
              <th scope="col">Breaker</th>
              <th scope="col" class="number">
                Calls
              </th>
              <th scope="col" class="number">
                Failed
              </th>
              <th scope="col" class="number">
                p95
              </th>
              <th scope="col" class="number">
                Active
              </th>
              <th scope="col">Last error</th>
            </tr>
          </thead>
          <tbody>
            {shown.map(tool => (
              <Row key={tool.name} tool={tool} />
            ))}
          </tbody>
        </table>
        {shown.length === 0 && <p class="quiet empty">There is no such tool.</p>}
      </Scroller>
    </>
  )
}
