import type { StandardSchemaV1 } from '@standard-schema/spec'
import type { JsonSchema } from '../define/json-schema.ts'
import type { Schema } from '../define/schema.ts'

interface FieldOptions {
  readonly description: string
  readonly optional?: boolean
}

/** A field of the arguments of a tool. */
export interface Field<T> {
  readonly json: JsonSchema
  readonly optional: boolean
  readonly fits: (value: unknown) => value is T
  readonly wanted: string
}

export const textField = (options: FieldOptions): Field<string> => ({
  json: { type: 'string', description: options.description },
  optional: options.optional ?? false,
  fits: value => typeof value === 'string',
  wanted: 'must be a text',
})

export const wholeField = (options: FieldOptions & { readonly least: number }): Field<number> => ({
  json: { type: 'integer', minimum: options.least, description: options.description },
  optional: options.optional ?? false,
  fits: (value): value is number => Number.isSafeInteger(value) && Number(value) >= options.least,
  wanted: `must be a whole number from ${options.least} on`,
})

export const flagField = (options: FieldOptions): Field<boolean> => ({
  json: { type: 'boolean', description: options.description },
  optional: options.optional ?? false,
  fits: value => typeof value === 'boolean',
  wanted: 'must be true or false',
})

/**
 * The schema of arguments, from checks of their own: the package has no schema library. What it does not declare, the
 * platform refuses or takes out before.
 */
export const inputOf = <T extends object>(
  fields: { readonly [K in keyof T & string]-?: Field<NonNullable<T[K]>> },
): Schema<T> => {
  const entries = Object.entries<Field<unknown>>(fields)
  const json: JsonSchema = Object.freeze({
    type: 'object',
    properties: Object.fromEntries(entries.map(([name, field]) => [name, field.json])),
    required: entries.filter(([, field]) => !field.optional).map(([name]) => name),
  })
  const issuesOf = (value: object): StandardSchemaV1.Issue[] => {
    const given = new Map<string, unknown>(Object.entries(value))
    return entries.flatMap(([name, field]) => {
      const each = given.get(name)
      if (each === undefined) return field.optional ? [] : [{ path: [name], message: 'is missing' }]
      return field.fits(each) ? [] : [{ path: [name], message: field.wanted }]
    })
  }
  const isInput = (_: object, issues: readonly unknown[]): _ is T => issues.length === 0
  return {
    '~standard': {
      version: 1,
      vendor: 'plinth',
      validate(value) {
        if (typeof value !== 'object' || value === null || Array.isArray(value))
          return { issues: [{ message: 'must be an object' }] }
        const issues = issuesOf(value)
        return isInput(value, issues) ? { value } : { issues }
      },
      jsonSchema: { input: () => ({ ...json }), output: () => ({ ...json }) },
    },
  }
}

export const textsField = (options: FieldOptions): Field<readonly string[]> => ({
  json: { type: 'array', items: { type: 'string' }, description: options.description },
  optional: options.optional ?? false,
  fits: (value): value is readonly string[] =>
    Array.isArray(value) && value.every(each => typeof each === 'string'),
  wanted: 'must be a list of texts',
})
