import { time } from '../format.ts'
import { Scroller } from '../parts/scroller.tsx'
import type { Kept } from '../state.ts'
import type { LogLine } from '../types.ts'

export const LEVELS = ['debug', 'info', 'warning', 'error', 'critical'] as const

/** Of use to find something, not to read. */
const HIDDEN = new Set(['requestId', 'correlationId', 'protocolVersion', 'transport', 'traceId', 'spanId'])

const LEVEL_NAMES: readonly string[] = LEVELS

const rank = (level: string): number => LEVEL_NAMES.indexOf(level)

/** What a line says beside what every line has. */
const fieldsOf = ({ level: _, time: __, logger: ___, event: ____, message: _____, ...fields }: LogLine) =>
  fields

/** The fields that hold one thing, in a line, where a line has no sentence. */
const inShort = (fields: Readonly<Record<string, unknown>>): string =>
  Object.entries(fields)
    .filter(([name, value]) => typeof value !== 'object' && !HIDDEN.has(name))
    .map(([name, value]) => `${name}=${value}`)
    .join(' ')

const Line = ({ line }: { line: LogLine }) => {
  const fields = fieldsOf(line)
  const head = (
    <>
      <time dateTime={line.time}>{time(line.time)}</time>{' '}
      <span class={`level ${line.level}`}>{line.level}</span> <b>{line.event}</b>{' '}
      {line.message === line.event ? <span class="quiet">{inShort(fields)}</span> : line.message}
    </>
  )
  return (
    <li>
      {Object.keys(fields).length === 0 ? (
        <p>{head}</p>
      ) : (
        <details>
          <summary>{head}</summary>
          <pre>{JSON.stringify({ logger: line.logger, ...fields }, null, 2)}</pre>
        </details>
      )}
    </li>
  )
}

export interface LogTailProps {
  readonly lines: readonly Kept<LogLine>[]
  /** Text that is looked for. */
  readonly wanted: string
  /** The least level that is shown. */
  readonly level: string
}

/** The last lines of the log, the newest first. They are not read out as they come: there may be many. */
export const LogTail = ({ lines, wanted, level }: LogTailProps) => {
  const text = wanted.trim().toLowerCase()
  const shown = lines
    .filter(({ key, value }) => rank(value.level) >= rank(level) && key.toLowerCase().includes(text))
    .slice(0, 200)
  if (shown.length === 0)
    return <p class="quiet empty">{text === '' ? 'Nothing was logged yet.' : 'Nothing like that.'}</p>
  return (
    <Scroller class="tall" label="Log lines, the newest first">
      <ul class="log">
        {shown.map(({ key, value }) => (
          <Line key={key} line={value} />
        ))}
      </ul>
    </Scroller>
  )
}
