import type { Draft, Field } from './fields.ts'

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

const readOne = ({ control }: Field, text: string): One => {
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

/** Makes values of what stands in a form. What is empty is left out; whether that is right, the server says. */
export const readDraft = (fields: readonly Field[], draft: Draft): Read => {
  const values: Record<string, unknown> = {}
  const problems: Record<string, string> = {}
  for (const field of fields) {
    const { name, required, control, initial } = field
    const text = draft[name] ?? ''
    if (text.trim() === '') {
      if (required) problems[name] = 'This is needed'
      continue
    }
    if (control.kind === 'boolean' && !required && text === 'false' && initial === 'false') continue
    const read = readOne(field, text)
    if ('problem' in read) problems[name] = read.problem
    else values[name] = read.value
  }
  return { values, problems }
}
