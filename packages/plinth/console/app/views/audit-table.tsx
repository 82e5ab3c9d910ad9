import { duration, time } from '../format.ts'
import { Badge } from '../parts/badge.tsx'
import { Scroller } from '../parts/scroller.tsx'
import { linkTo } from '../route.ts'
import type { Kept } from '../state.ts'
import type { OperationEvent } from '../types.ts'

/** What an event says, in words. */
const wordsOf = (event: OperationEvent): string => {
  switch (event.type) {
    case 'tool.start':
      return event.background ? 'began in the background' : 'began'
    case 'tool.end':
      return (
        [event.code, event.message].filter(Boolean).join(': ') || `took ${duration(event.durationMs / 1_000)}`
      )
    case 'breaker.changed':
      return `${event.from.replace('_', ' ')} to ${event.to.replace('_', ' ')}${event.forced ? `, held ${event.forced}` : ''}`
    case 'limit.refused':
      return `too many: the ${event.limit} limit`
    case 'auth.failed':
      return `the credential was ${event.fault}, for ${event.path}`
    case 'access.denied':
      return `lacks ${event.missing.join(', ')}`
    case 'security.refused':
      return `${event.subject} (${event.what}: ${event.rule})`
    case 'config.reloaded':
      return `applied: ${event.applied.join(', ') || 'nothing'}; needs a restart: ${event.refused.join(', ') || 'nothing'}`
    case 'operator.action':
      return `${event.action}${event.detail ? ` ${JSON.stringify(event.detail)}` : ''}`
    case 'task.created':
      return 'became a task'
    case 'task.status':
      if (event.status === 'input_required') return 'waits for answers'
      return event.running ? `is run, attempt ${event.attempt}` : 'waits for its turn'
    case 'task.finished':
      return `${event.status} after ${duration(event.durationMs / 1_000)}`
    case 'task.recovered':
      return `its worker had died: ${event.as === 'queued' ? 'it waits for its turn again' : 'it has failed'}`
    case 'task.expired':
      return `${event.count} had expired`
    case 'cache.hit':
    case 'cache.miss':
      return event.name
    case 'retry.attempt':
      return `attempt ${event.attempt} after ${event.code}`
  }
}

const subjectOf = (event: OperationEvent): string | undefined => {
  if ('tool' in event) return event.tool
  if (event.type === 'operator.action') return event.subject
  return 'name' in event ? event.name : event.origin?.name
}

const whoOf = ({ origin }: OperationEvent): string =>
  [origin?.principal, origin?.tenant, origin?.address].filter(Boolean).join(' · ') || '–'

const Row = ({ event }: { event: OperationEvent }) => {
  const subject = subjectOf(event)
  const isTool = event.type === 'tool.end' || event.type === 'tool.start'
  return (
    <tr>
      <td>
        <time dateTime={new Date(event.at).toISOString()}>{time(event.at)}</time>
      </td>
      <td>
        <code>{event.type}</code> {event.type === 'tool.end' && <Badge status={event.status} />}
      </td>
      <td>{isTool && subject ? <a href={linkTo('tools', subject)}>{subject}</a> : subject}</td>
      <td class="error">{wordsOf(event)}</td>
      <td>{whoOf(event)}</td>
    </tr>
  )
}

export interface AuditTableProps {
  readonly events: readonly Kept<OperationEvent>[]
  /** Text that is looked for. */
  readonly wanted: string
}

export const AuditTable = ({ events, wanted }: AuditTableProps) => {
  const text = wanted.trim().toLowerCase()
  const shown = events.filter(({ key }) => key.toLowerCase().includes(text)).slice(0, 200)
  if (shown.length === 0)
    return <p class="quiet empty">{text === '' ? 'Nothing has happened yet.' : 'Nothing like that.'}</p>
  return (
    <Scroller class="table tall" label="Audit events, the newest first">
      <table>
        <thead>
          <tr>
            <th scope="col">Time</th>
            <th scope="col">Event</th>
            <th scope="col">Subject</th>
            <th scope="col">What</th>
            <th scope="col">Who</th>
          </tr>
        </thead>
        <tbody>
          {shown.map(({ key, value }) => (
            <Row key={key} event={value} />
          ))}
        </tbody>
      </table>
    </Scroller>
  )
}
