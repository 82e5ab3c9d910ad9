import { useSignal } from '@preact/signals'
import { listening, listenTo } from '../live.ts'
import { Heading } from '../parts/heading.tsx'
import { activity, logLines } from '../state.ts'
import { AuditTable } from './audit-table.tsx'
import { LEVELS, LogTail } from './log-tail.tsx'

const Search = ({
  label,
  value,
  onValue,
}: {
  label: string
  value: string
  onValue: (text: string) => void
}) => (
  <label class="search">
    <span class="unseen">{label}</span>
    <input
      type="search"
      placeholder={label}
      value={value}
      onInput={event => onValue(event.currentTarget.value)}
    />
  </label>
)

/** What is shown: what there is, or what there was when somebody wanted to read in peace. */
const usePause = <T,>(now: readonly T[]): [readonly T[], boolean, () => void] => {
  const kept = useSignal<readonly T[] | undefined>(undefined)
  const toggle = () => {
    kept.value = kept.value ? undefined : now
  }
  return [kept.value ?? now, kept.value !== undefined, toggle]
}

const Audit = () => {
  const wanted = useSignal('')
  const [shown, isPaused, pause] = usePause(activity.value)
  return (
    <section class="card" aria-labelledby="audit">
      <div class="bar">
        <h2 id="audit">Audit</h2>
        <Search
          label="Filter the audit"
          value={wanted.value}
          onValue={text => {
            wanted.value = text
          }}
        />
        <label class="check">
          <input
            type="checkbox"
            checked={listening.value.calls}
            onChange={event => listenTo({ calls: event.currentTarget.checked })}
          />
          Calls that went well
        </label>
        <button type="button" aria-pressed={isPaused} onClick={pause}>
          Pause
        </button>
      </div>
      <AuditTable events={shown} wanted={wanted.value} />
    </section>
  )
}

const Log = () => {
  const wanted = useSignal('')
  const level = useSignal('info')
  const [shown, isPaused, pause] = usePause(logLines.value)
  return (
    <section class="card" aria-labelledby="log">
      <div class="bar">
        <h2 id="log">Log</h2>
        <Search
          label="Filter the log"
          value={wanted.value}
          onValue={text => {
            wanted.value = text
          }}
        />
        <label class="check">
          Level
          <select
            value={level.value}
            onChange={event => {
              level.value = event.currentTarget.value
              const debug = level.value === 'debug'
              if (debug !== listening.value.debug) listenTo({ debug })
            }}
          >
            {LEVELS.map(each => (
              <option key={each}>{each}</option>
            ))}
          </select>
        </label>
        <button type="button" aria-pressed={isPaused} onClick={pause}>
          Pause
        </button>
      </div>
      <LogTail lines={shown} wanted={wanted.value} level={level.value} />
    </section>
  )
}

export const ActivityView = () => (
  <>
    <Heading title="Activity" />
    <Audit />
    <Log />
  </>
)
