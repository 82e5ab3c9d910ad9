import type { StandardSchemaV1 } from '@standard-schema/spec'
import { CORRELATION_ID } from '../define/correlation-id.ts'
import type { JsonSchema } from '../define/json-schema.ts'
import type { Schema } from '../define/schema.ts'
import { MAX_HOST_NAME } from '../net/index.ts'

/** What a command tool takes that declares no input of its own. */
export interface DefaultInput {
  /** The machine or network to point the program at. */
  readonly target: string
  /** Further arguments: text that is split at white space, or a list. */
  readonly extra_args?: string | readonly string[]
  /** Seconds that the call may take. What exceeds the server's maximum is lowered to it. */
  readonly timeout_sec?: number
  /** Comes back with the result. */
  readonly correlation_id?: string
}

interface Field {
  readonly json: JsonSchema
  /** What is wrong with a value; undefined when nothing is. */
  problem(value: unknown): string | undefined
}

const isText = (value: unknown): value is string => typeof value === 'string'

const fields: { readonly [Name in keyof DefaultInput]-?: Field } = {
  target: {
    json: {
      type: 'string',
      minLength: 1,
      maxLength: MAX_HOST_NAME,
      description:
        'A private IP address, a network in CIDR notation where the tool takes one, or a lab host name',
    },
    problem: value =>
      isText(value) && value.length > 0 && value.length <= MAX_HOST_NAME
        ? undefined
        : `must be a text of 1 to ${MAX_HOST_NAME} characters`,
  },
  extra_args: {
    json: {
      anyOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' } }],
      description: 'Further arguments for the program, as one text split at spaces, or as a list',
    },
    problem: value =>
      isText(value) || (Array.isArray(value) && value.every(isText))
        ? undefined
        : 'must be a text or a list of texts',
  },
  timeout_sec: {
    json: { type: 'number', minimum: 1, description: 'Seconds that the call may take' },
    problem: value =>
      typeof value === 'number' && Number.isFinite(value) && value >= 1
        ? undefined
        : 'must be a number of at least 1',
  },
  correlation_id: {
    json: { type: 'string', pattern: CORRELATION_ID.source, description: 'Comes back with the result' },
    problem: value =>
      isText(value) && CORRELATION_ID.test(value)
        ? undefined
        : 'must be 1 to 128 letters, digits, ".", ":", "_" or "-"',
  },
}

const JSON_SCHEMA: JsonSchema = Object.freeze({
  type: 'object',
  properties: Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, field.json])),
  required: ['target'],
})

const isDefaultInput = (value: object, issues: readonly StandardSchemaV1.Issue[]): value is DefaultInput =>
  issues.length === 0

const validate = (value: unknown): StandardSchemaV1.Result<DefaultInput> => {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return { issues: [{ message: 'must be an object' }] }
  const given = new Map<string, unknown>(Object.entries(value))
  const issues: StandardSchemaV1.Issue[] = []
  for (const [name, field] of Object.entries(fields)) {
    const missing = given.get(name) === undefined
    const problem = missing ? name === 'target' && 'is missing' : field.problem(given.get(name))
    if (problem) issues.push({ path: [name], message: problem })
  }
  return isDefaultInput(value, issues) ? { value } : { issues }
}

/** The schema of {@link DefaultInput}. What it does not declare, the platform refuses or takes out before. */
export const defaultInput: Schema<DefaultInput> = {
  '~standard': {
    version: 1,
    vendor: 'plinth',
    validate,
    jsonSchema: { input: () => ({ ...JSON_SCHEMA }), output: () => ({ ...JSON_SCHEMA }) },
  },
}
