import { type Draft, type Field, type LeafControl, leavesOf } from './fields.ts'

/** What a form came to: values, or what is wrong with which field. */
export interface Read {
  readonly values: Readonly<Record<string, unknown>>
  readonly problems: Readonly<Record<string, string>>
}

type One = { readonly value: unknown } | { readonly problem: string }

const asNumber = (text: string): One => {
  const value = Number(text)
  return Number.isNaN(value) ? { problem: `"${text}" is no number` } : { value }
}

const asLines = (text: string, numbers: boolean): One => {
  const lines = text
    .split('\n')
    .map(line => line.trim())
    .filter(line => line !== '')
  if (!numbers) return { value: lines }
  const read = lines.map(asNumber)
  const wrong = read.find(each => 'problem' in each)
  return wrong ?? { value: read.flatMap(each => ('value' in each ? [each.value] : [])) }
}

const asJson = (text: string): One => {
  try {
    return { value: JSON.parse(text) }
  } catch (error) {
    return { problem: `This is no JSON: ${error instanceof Error ? error.message : error}` }
  }
}

const readOne = (control: LeafControl, text: string): One => {
  switch (control.kind) {
    case 'text':
    case 'choice':
      return { value: text }
    case 'boolean':
      return { value: text === 'true' }
    case 'number':
      return asNumber(text)
    case 'lines':
      return asLines(text, control.numbers)
    case 'json':
      return asJson(text)
  }
}

/** Whether somebody has entered anything into an object. */
const isTouched = (fields: readonly Field[], draft: Draft): boolean =>
  leavesOf(fields).some(({ name, initial }) => (draft[name] ?? '') !== initial)

/** Makes values of what stands in a form. What is empty is left out; whether that is right, the server says. */
export const readDraft = (fields: readonly Field[], draft: Draft): Read => {
  const values: Record<string, unknown> = {}
  const problems: Record<string, string> = {}
  for (const field of fields) {
    const { name, property, required, control, initial } = field
    if (control.kind === 'group') {
      if (!required && !isTouched(control.fields, draft)) continue
      const within = readDraft(control.fields, draft)
      values[property] = within.values
      Object.assign(problems, within.problems)
      continue
    }
    const text = draft[name] ?? ''
    if (text.trim() === '') {
      if (required) problems[name] = 'This is needed'
      continue
    }
    if (control.kind === 'boolean' && !required && text === 'false' && initial === 'false') continue
    const read = readOne(control, text)
    if ('problem' in read) problems[name] = read.problem
    else values[property] = read.value
  }
  return { values, problems }
}
