import { badRequest } from './reply.ts'

export type Fields = Record<string, unknown>

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The body of a request, which has to be a JSON object. */
export const fieldsOf = (body: unknown): Fields => {
  if (isFields(body)) return body
  throw badRequest('the body must be a JSON object')
}

export const textField = (fields: Fields, name: string): string | undefined => {
  const value = fields[name]
  if (value === undefined || value === null) return undefined
  if (typeof value === 'string') return value
  throw badRequest(`${name} must be a string`)
}

export const requiredText = (fields: Fields, name: string): string => {
  const value = textField(fields, name)
  if (value === undefined) throw badRequest(`${JSON.stringify(name)} is missing from body`)
  return value
}

export const enumField = <Value extends string>(fields: Fields, name: string, values: readonly Value[]) => {
  const value = textField(fields, name)
  if (value === undefined) return undefined
  const found = values.find(known => known === value)
  if (found === undefined) throw badRequest(`value of body.${name} must be one of ${values.join(', ')}`)
  return found
}

export const textsField = (fields: Fields, name: string): string[] | undefined => {
  const value = fields[name]
  if (value === undefined || value === null) return undefined
  if (Array.isArray(value) && value.every(item => typeof item === 'string')) return value
  throw badRequest(`${name} must be a list of strings`)
}
