import type { Input, Output } from '../io.ts'
import { oneLine, printable } from '../printable.ts'
import { type Asking, loadPrompts, type Prompts } from '../prompts.ts'
import type { JsonSchema } from './json-schema.ts'
import { readValue } from './read-value.ts'

/** A field of a form, which is as much of JSON Schema as the protocol lets servers ask by. */
type Field = JsonSchema & {
  readonly title?: string
  readonly description?: string
  readonly default?: unknown
  readonly enumNames?: readonly string[]
}

export interface Form {
  readonly properties?: Readonly<Record<string, Field>>
  readonly required?: readonly string[]
}

type Answers = Readonly<Record<string, string | number | boolean | string[]>>

interface Choice {
  readonly value: string
  readonly label: string
}

const titled = (options: readonly JsonSchema[] | undefined): Choice[] | undefined =>
  options?.map(option => ({
    value: String(option.const),
    label: oneLine(String((option as Field).title ?? option.const)),
  }))

const choicesOf = (field: Field): Choice[] | undefined =>
  titled(field.oneOf ?? field.anyOf) ??
  field.enum?.map((value, at) => ({
    value: String(value),
    label: oneLine(field.enumNames?.[at] ?? String(value)),
  }))

/** Asks for one field; a symbol when whoever is asked gave up. */
const askField = async (
  asking: Prompts,
  name: string,
  field: Field,
  isRequired: boolean,
  streams: Asking['streams'],
): Promise<unknown> => {
  const about = field.description === undefined ? '' : ` (${oneLine(field.description)})`
  const message = `${oneLine(field.title ?? name)}${about}${isRequired ? '' : ', optional'}`
  const many = field.items && choicesOf(field.items as Field)
  if (many)
    return asking.multiselect({
      message,
      options: many,
      required: isRequired,
      initialValues: (field.default ?? []) as string[],
      ...streams,
    })
  const one = choicesOf(field)
  if (one)
    return asking.select({
      message,
      options: one,
      ...(field.default === undefined ? {} : { initialValue: String(field.default) }),
      ...streams,
    })
  if (field.type === 'boolean')
    return asking.confirm({ message, initialValue: field.default === true, ...streams })
  const typed = await asking.text({
    message,
    ...(field.default === undefined ? {} : { initialValue: String(field.default) }),
    validate: text => {
      if (!text) return isRequired ? 'It is required' : undefined
      try {
        readValue(name, text, field, field)
        return undefined
      } catch (error) {
        return (error as Error).message
      }
    },
    ...streams,
  })
  if (typeof typed === 'symbol') return typed
  return typed === '' || typed === undefined ? undefined : readValue(name, typed, field, field)
}

/**
 * Asks in the terminal for what a server wants to know, field by field.
 *
 * @returns undefined when whoever is asked gave up
 */
export const askForm = async (
  message: string,
  { properties = {}, required = [] }: Form,
  { input, output }: { readonly input: Input; readonly output: Output },
): Promise<Answers | undefined> => {
  const { prompts: asking, streams } = await loadPrompts(input, output)
  const fields = Object.entries(properties)
  asking.log.message(printable(message), { output })
  if (fields.length === 0) {
    const agreed = await asking.confirm({ message: 'Go on?', ...streams })
    return agreed === true ? {} : undefined
  }
  const answers: [string, Answers[string]][] = []
  for (const [name, field] of fields) {
    const answer = await askField(asking, name, field, required.includes(name), streams)
    if (typeof answer === 'symbol') return undefined
    if (answer !== undefined) answers.push([name, answer as Answers[string]])
  }
  return Object.fromEntries(answers)
}
