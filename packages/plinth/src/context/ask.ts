import type { AnswersTo, Choice, ElicitAnswer, Question, Root } from '../define/context.ts'
import { describeIssues, type OutputOf, type Schema } from '../define/schema.ts'
import { type Interview, Suspension } from './interview.ts'
import { formQuestion, urlQuestion } from './question.ts'

/** In whose name a question is asked. */
export interface Asker {
  readonly interview: Interview
  readonly scope: string
}

const fieldsOf = (response: unknown): Readonly<Record<string, unknown>> =>
  typeof response === 'object' && response !== null ? (response as Record<string, unknown>) : {}

const NO_ACTION = { unfit: 'the action is none of accept, decline and cancel' }

/** An accepted answer that does not fit the schema is no answer: the question is asked again. */
export const askForm = async <S extends Schema>(
  { interview, scope }: Asker,
  message: string,
  schema: S,
  key: string | undefined,
): Promise<ElicitAnswer<OutputOf<S>>> => {
  const { request, compiled } = formQuestion(message, schema)
  return interview.ask<ElicitAnswer<OutputOf<S>>>(request, scope, key, async response => {
    const { action, content } = fieldsOf(response)
    if (action === 'decline' || action === 'cancel') return { value: { action } }
    if (action !== 'accept') return NO_ACTION
    const checked = await compiled.validate(content)
    if ('issues' in checked) return { unfit: describeIssues(checked.issues) }
    return { value: { action, content: checked.value as OutputOf<S> } }
  })
}

export const askUrl = async (
  { interview, scope }: Asker,
  message: string,
  url: string,
  key: string | undefined,
): Promise<Choice> =>
  interview.ask<Choice>(urlQuestion(message, url), scope, key, async response => {
    const { action } = fieldsOf(response)
    return action === 'accept' || action === 'decline' || action === 'cancel'
      ? { value: { action } }
      : NO_ACTION
  })

/** All questions are put before any is waited for, so that one round carries them. */
export const askAll = async <Q extends Readonly<Record<string, Question>>>(
  asker: Asker,
  questions: Q,
): Promise<AnswersTo<Q>> => {
  const settled = await Promise.allSettled(
    Object.entries(questions).map(([key, question]) =>
      'schema' in question
        ? askForm(asker, question.message, question.schema, key)
        : askUrl(asker, question.message, question.url, key),
    ),
  )
  const reasons = settled.flatMap(one => (one.status === 'rejected' ? [one.reason] : []))
  if (reasons.length > 0) throw reasons.find(reason => !(reason instanceof Suspension)) ?? reasons[0]
  const answers = settled.map(one => (one.status === 'fulfilled' ? one.value : undefined))
  return Object.fromEntries(Object.keys(questions).map((key, index) => [key, answers[index]])) as AnswersTo<Q>
}

export const askModel = async (
  { interview, scope }: Asker,
  params: Readonly<Record<string, unknown>>,
  key: string | undefined,
): Promise<Record<string, unknown>> =>
  interview.ask({ method: 'sampling/createMessage', params }, scope, key, async response => {
    const answer = fieldsOf(response)
    return answer.content === undefined ? { unfit: 'the message has no content' } : { value: { ...answer } }
  })

export const askRoots = async (
  { interview, scope }: Asker,
  key: string | undefined,
): Promise<readonly Root[]> =>
  interview.ask<readonly Root[]>({ method: 'roots/list' }, scope, key, async response => {
    const { roots } = fieldsOf(response)
    return Array.isArray(roots) ? { value: roots } : { unfit: 'there is no list of roots' }
  })
