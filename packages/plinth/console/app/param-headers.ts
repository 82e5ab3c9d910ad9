import type { Schema, Tool } from './types.ts'

const isSchema = (value: unknown): value is Schema => typeof value === 'object' && value !== null

/** A header holds printable ASCII; anything else goes in base64 (2026-07-28, streamable HTTP, "Value Encoding"). */
export const headerValue = (text: string): string => {
  if (/^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/.test(text) && !text.startsWith('=?')) return text
  const bytes = new TextEncoder().encode(text)
  return `=?base64?${btoa(String.fromCharCode(...bytes))}?=`
}

const mirrored = (schema: Schema, value: unknown): [string, string][] => {
  const { properties } = schema
  if (!isSchema(properties) || !isSchema(value)) return []
  return Object.entries(properties).flatMap(([name, property]): [string, string][] => {
    const own = value[name]
    if (!isSchema(property) || own === undefined || own === null) return []
    const header = property['x-mcp-header']
    if (typeof header === 'string' && typeof own !== 'object')
      return [[`Mcp-Param-${header}`, headerValue(String(own))]]
    return mirrored(property, own)
  })
}

/** The headers in which a call repeats its tool, and the arguments that the tool wants to see there. */
export const paramHeaders = (
  { name, input_schema }: Pick<Tool, 'name' | 'input_schema'>,
  args: Readonly<Record<string, unknown>>,
): Record<string, string> => ({
  'Mcp-Name': headerValue(name),
  ...Object.fromEntries(mirrored(input_schema, args)),
})
