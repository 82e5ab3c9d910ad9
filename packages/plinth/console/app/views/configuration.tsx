import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { ask, messageOf } from '../api.ts'
import { Heading } from '../parts/heading.tsx'
import { Scroller } from '../parts/scroller.tsx'
import type { Config } from '../types.ts'

interface Row {
  readonly key: string
  readonly value: string
  readonly source: string
}

const shownValue = (value: unknown): string => {
  if (value === undefined) return 'Not set'
  return typeof value === 'string' ? value : JSON.stringify(value)
}

const valueAt = (config: unknown, key: string): unknown =>
  key.split('.').reduce<unknown>((value, part) => {
    if (typeof value !== 'object' || value === null) return undefined
    return Object.entries(value).find(([name]) => name === part)?.[1]
  }, config)

const rowsOf = ({ config, sources }: Config): readonly Row[] =>
  Object.entries(sources).map(([key, source]) => ({ key, value: shownValue(valueAt(config, key)), source }))

const Rows = ({ rows }: { rows: readonly Row[] }) => (
  <Scroller class="card table" label="Settings">
    <table>
      <thead>
        <tr>
          <th scope="col">Setting</th>
          <th scope="col">Value</th>
          <th scope="col">From</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ key, value, source }) => (
          <tr key={key}>
            <th scope="row">
              <code>{key}</code>
            </th>
            <td class="value">{value}</td>
            <td>
              <span class={source === 'default' ? 'tag' : 'tag set'}>{source}</span>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
    {rows.length === 0 && <p class="quiet empty">There is no such setting.</p>}
  </Scroller>
)

export const ConfigurationView = () => {
  const config = useSignal<Config | undefined>(undefined)
  const problem = useSignal<string | undefined>(undefined)
  const wanted = useSignal('')
  const onlySet = useSignal(false)

  const load = async (): Promise<void> => {
    try {
      config.value = await ask<Config>('GET', '/config')
      problem.value = undefined
    } catch (error) {
      problem.value = messageOf(error)
    }
  }
  useEffect(() => void load(), [])

  const text = wanted.value.trim().toLowerCase()
  const rows = (config.value ? rowsOf(config.value) : []).filter(
    ({ key, value, source }) =>
      `${key} ${value} ${source}`.toLowerCase().includes(text) && (!onlySet.value || source !== 'default'),
  )
  return (
    <>
      <Heading title="Configuration">
        <label class="search">
          <span class="unseen">Find a setting</span>
          <input
            type="search"
            placeholder="Find a setting"
            value={wanted.value}
            onInput={event => {
              wanted.value = event.currentTarget.value
            }}
          />
        </label>
        <label class="check">
          <input
            type="checkbox"
            checked={onlySet.value}
            onChange={event => {
              onlySet.value = event.currentTarget.checked
            }}
          />
          Without defaults
        </label>
      </Heading>
      <p class="lead">
        What is in effect, and where each value came from
        {config.value?.file === undefined ? '' : `; the file is ${config.value.file}`}. Secrets are hidden.
      </p>
      {problem.value !== undefined && (
        <p class="notice bad" role="alert">
          {problem.value}
        </p>
      )}
      {config.value && <Rows rows={rows} />}
    </>
  )
}
