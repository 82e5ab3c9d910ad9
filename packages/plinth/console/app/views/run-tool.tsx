import { useEffect, useMemo, useState } from 'preact/hooks'
import { createCalls } from '../call-state.ts'
import { type Draft, fieldsOf, initialDraft } from '../fields.ts'
import { FieldList } from '../parts/field-list.tsx'
import { readDraft } from '../read-draft.ts'
import { server } from '../state.ts'
import type { Tool } from '../types.ts'
import { CallResult } from './call-result.tsx'
import { useConfirmation } from './confirm.tsx'

type Problems = Readonly<Record<string, string>>

const ALL = 'arguments'

const readJson = (text: string): { values: Readonly<Record<string, unknown>>; problems: Problems } => {
  try {
    const values: unknown = JSON.parse(text)
    if (typeof values === 'object' && values !== null && !Array.isArray(values))
      return { values: { ...values }, problems: {} }
    return { values: {}, problems: { [ALL]: 'This is no JSON object' } }
  } catch (error) {
    return { values: {}, problems: { [ALL]: error instanceof Error ? error.message : String(error) } }
  }
}

const JSON_FIELD = {
  name: ALL,
  property: ALL,
  label: 'Arguments',
  description: undefined,
  required: true,
  control: { kind: 'json' },
  initial: '{}',
  hint: 'As one JSON object',
} as const

/** By the protocol, a tool that does not say otherwise may destroy something. */
const mayDestroy = ({ annotations = {} }: Tool): boolean =>
  annotations.readOnlyHint !== true && annotations.destructiveHint !== false

interface AsTaskProps {
  readonly tool: Tool
  readonly wanted: boolean
  readonly onChange: (wanted: boolean) => void
}

const AsTask = ({ tool: { task }, wanted, onChange }: AsTaskProps) => {
  if (!server.value?.tasks || task === 'never') return null
  if (task === 'required') return <p class="quiet">Calls of this tool run as tasks.</p>
  return (
    <label class="check">
      <input type="checkbox" checked={wanted} onChange={event => onChange(event.currentTarget.checked)} />
      Run as a task, which goes on without this page
    </label>
  )
}

export const RunTool = ({ tool }: { tool: Tool }) => {
  // The tool is told anew every few seconds; its form stays what it is.
  const schema = JSON.stringify(tool.input_schema)
  const fields = useMemo(() => fieldsOf(JSON.parse(schema)), [schema])
  const calls = useMemo(() => createCalls(tool), [tool.name])
  const [draft, setDraft] = useState<Draft>(() => initialDraft(fields))
  const [json, setJson] = useState<string | undefined>(undefined)
  const [problems, setProblems] = useState<Problems>({})
  const [wantsTask, setWantsTask] = useState(false)
  const [confirm, dialog] = useConfirmation({ yes: 'Run it', no: 'Cancel' })
  useEffect(() => calls.leave, [calls])
  const isRunning = calls.state.value.kind === 'running'

  const submit = async (event: Event): Promise<void> => {
    event.preventDefault()
    const read = json === undefined ? readDraft(fields, draft) : readJson(json)
    setProblems(read.problems)
    const [first] = Object.keys(read.problems)
    if (first !== undefined) return document.getElementById(`run-${first}`)?.focus()
    if (mayDestroy(tool) && !(await confirm(`${tool.name} may change or destroy something. Run it?`))) return
    await calls.run(read.values, tool.task === 'required' || wantsTask)
  }

  const toggleJson = (): void => {
    setProblems({})
    setJson(json === undefined ? JSON.stringify(readDraft(fields, draft).values, null, 2) : undefined)
  }

  const asked = json === undefined ? fields : [JSON_FIELD]
  return (
    <section class="card run" aria-labelledby="run">
      <h2 id="run">Run</h2>
      <div class="sides">
        {/* The problems are told beside the fields, not by the browser. */}
        <form noValidate onSubmit={event => void submit(event)}>
          {asked.length === 0 && <p class="quiet">This tool takes no arguments.</p>}
          <FieldList
            fields={asked}
            prefix="run"
            draft={json === undefined ? draft : { [ALL]: json }}
            problems={problems}
            onValue={(name, value) =>
              json === undefined ? setDraft(now => ({ ...now, [name]: value })) : setJson(value)
            }
          />
          <AsTask tool={tool} wanted={wantsTask} onChange={setWantsTask} />
          <div class="buttons">
            <button type="submit" class="primary" disabled={isRunning || !tool.enabled}>
              {isRunning ? 'Running ...' : 'Run'}
            </button>
            <button type="button" class="plain" onClick={toggleJson}>
              {json === undefined ? 'Edit as JSON' : 'Back to the form'}
            </button>
            {!tool.enabled && <span class="quiet">The tool is disabled.</span>}
          </div>
        </form>
        <CallResult calls={calls} />
      </div>
      {dialog}
    </section>
  )
}
