import { useMemo, useState } from 'preact/hooks'
import { type Draft, type Field, fieldsOf, initialDraft } from '../fields.ts'
import type { Answer, Question } from '../mcp.ts'
import { FieldList } from '../parts/field-list.tsx'
import { readDraft } from '../read-draft.ts'

interface Asked {
  readonly key: string
  readonly question: Question
  readonly fields: readonly Field[]
}

type Drafts = Readonly<Record<string, Draft>>

/** A page is opened only where it is a web page: anything else in a link could run code. */
const webAddress = (text: string | undefined): string | undefined => {
  const url = URL.canParse(text ?? '') ? new URL(text ?? '') : undefined
  return url?.protocol === 'https:' || url?.protocol === 'http:' ? url.href : undefined
}

const Page = ({ address }: { address: string | undefined }) =>
  address === undefined ? (
    <p class="problem">The tool asks to open an address that is no web page.</p>
  ) : (
    <p>
      Open{' '}
      <a href={address} target="_blank" rel="noopener noreferrer">
        {address}
      </a>
      , and go on when that is done.
    </p>
  )

/** Asks what a tool asks. */
export const Questions = (props: {
  readonly questions: Readonly<Record<string, Question>>
  readonly onAnswers: (answers: Readonly<Record<string, Answer>>) => void
}) => {
  const { questions, onAnswers } = props
  const asked = useMemo(
    () =>
      Object.entries(questions).map(
        ([key, question]): Asked => ({
          key,
          question,
          fields: fieldsOf(question.params.requestedSchema ?? {}),
        }),
      ),
    [questions],
  )
  const [drafts, setDrafts] = useState<Drafts>(() =>
    Object.fromEntries(asked.map(({ key, fields }) => [key, initialDraft(fields)])),
  )
  const [problems, setProblems] = useState<Drafts>({})

  const accept = (event: Event): void => {
    event.preventDefault()
    const read = asked.map(({ key, fields }) => ({ key, ...readDraft(fields, drafts[key] ?? {}) }))
    setProblems(Object.fromEntries(read.map(each => [each.key, each.problems])))
    if (read.some(each => Object.keys(each.problems).length > 0)) return
    const answers = asked.map(({ key, question }): [string, Answer] => {
      const content = read.find(each => each.key === key)?.values ?? {}
      return [key, { action: 'accept', ...(question.params.mode === 'url' ? {} : { content }) }]
    })
    onAnswers(Object.fromEntries(answers))
  }

  const decline = (): void => {
    onAnswers(Object.fromEntries(asked.map(({ key }) => [key, { action: 'decline' }])))
  }

  return (
    <form class="questions" noValidate onSubmit={accept}>
      {asked.map(({ key, question, fields }, index) => (
        <fieldset key={key}>
          <legend>{question.params.message}</legend>
          {question.params.mode === 'url' && <Page address={webAddress(question.params.url)} />}
          <FieldList
            fields={fields}
            prefix={`question-${index}`}
            draft={drafts[key] ?? {}}
            problems={problems[key] ?? {}}
            onValue={(name, value) => setDrafts(now => ({ ...now, [key]: { ...now[key], [name]: value } }))}
          />
        </fieldset>
      ))}
      <div class="buttons">
        <button type="submit" class="primary">
          Answer
        </button>
        <button type="button" onClick={decline}>
          Decline
        </button>
      </div>
    </form>
  )
}
