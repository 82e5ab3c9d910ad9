import { ToolError } from 'plinth'

const segment = (id: string): string => {
  // Escaped dots are still dots to whatever resolves a path.
  if (id === '' || /^\.{1,2}$/.test(id))
    throw new ToolError(`${JSON.stringify(id)} cannot be an id`, {
      code: 'VALIDATION_ERROR',
      suggestion: 'Take the id from a list',
    })
  return encodeURIComponent(id)
}

/**
 * A path of the API in which each value is one segment, whatever characters it has.
 *
 * @throws ToolError when a value cannot be a segment
 * @example
 * path`/alerts/${'a/1'}/events` // '/alerts/a%2F1/events'
 */
export const path = (texts: TemplateStringsArray, ...ids: readonly string[]): string =>
  texts.map((text, index) => text + (index < ids.length ? segment(ids[index] ?? '') : '')).join('')

/** What may stand in a query: lists repeat their name, and what is not there is left out. */
export type QueryValue = string | number | readonly string[] | null | undefined

export const queryString = (query: Readonly<Record<string, QueryValue>>): string => {
  const params = new URLSearchParams()
  for (const [name, value] of Object.entries(query))
    for (const each of Array.isArray(value) ? value : [value])
      if (each !== null && each !== undefined) params.append(name, String(each))
  return params.size === 0 ? '' : `?${params}`
}
