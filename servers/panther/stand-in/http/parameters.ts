import { badRequest } from './reply.ts'

/** An empty parameter counts as none. */
export const text = (query: URLSearchParams, name: string) => query.get(name) || undefined

const among = <Value extends string>(name: string, value: string, values: readonly Value[]): Value => {
  const found = values.find(known => known === value)
  if (found !== undefined) return found
  throw badRequest(
    `value of ${name} must be one of ${values.join(', ')} but got value ${JSON.stringify(value)}`,
  )
}

export const oneOf = <Value extends string>(
  query: URLSearchParams,
  name: string,
  values: readonly Value[],
) => {
  const value = text(query, name)
  return value === undefined ? undefined : among(name, value, values)
}

/** Given several times, once for each value. */
export const list = (query: URLSearchParams, name: string) => query.getAll(name).filter(value => value !== '')

export const someOf = <Value extends string>(
  query: URLSearchParams,
  name: string,
  values: readonly Value[],
) => list(query, name).map(value => among(name, value, values))

export const integer = (query: URLSearchParams, name: string) => {
  const value = text(query, name)
  if (value === undefined) return undefined
  if (!/^-?\d{1,15}$/.test(value))
    throw badRequest(`invalid value ${JSON.stringify(value)} for ${name}, must be an integer`)
  return Number(value)
}

export const limit = (query: URLSearchParams, usual: number, maximum: number) => {
  const value = integer(query, 'limit') ?? usual
  if (value < 1) throw badRequest(`limit must be greater or equal than 1 but got value ${value}`)
  if (value > maximum)
    throw badRequest(`limit must be lesser or equal than ${maximum} but got value ${value}`)
  return value
}

export const flag = (query: URLSearchParams, name: string, usual: boolean) =>
  (oneOf(query, name, ['true', 'false']) ?? `${usual}`) === 'true'

/** RFC 3339, a day, a month, or seconds since 1970. */
export const instant = (query: URLSearchParams, name: string) => {
  const value = text(query, name)
  if (value === undefined) return undefined
  if (/^\d{9,11}$/.test(value)) return Number(value) * 1000
  const known = /^\d{4}-\d\d(-\d\d(T\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d))?)?$/.test(value)
  const at = known ? Date.parse(value) : Number.NaN
  if (Number.isNaN(at)) throw badRequest(`${name} must be a date but got value ${JSON.stringify(value)}`)
  return at
}
