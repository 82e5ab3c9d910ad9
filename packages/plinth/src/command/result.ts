import type { ErrorCode } from '../define/errors.ts'
import type { JsonSchema } from '../define/json-schema.ts'
import type { OutputOf, Schema } from '../define/schema.ts'

/** What came of running a program. */
export interface CommandResult<Data = unknown> {
  readonly stdout: string
  readonly stderr: string
  /** The exit code; 124 when time was up, 128 and the signal's number when a signal ended it. */
  readonly returncode: number
  readonly truncated_stdout: boolean
  readonly truncated_stderr: boolean
  readonly timed_out: boolean
  readonly duration_ms: number
  /** The caller's, or one that was made for the call. */
  readonly correlation_id: string
  /** How the program was run: its name, the target that was used, the timeout. */
  readonly metadata: Readonly<Record<string, unknown>>
  /** What the tool read out of the output; null where it reads nothing. */
  readonly data: Data | null
  readonly error_type: ErrorCode | null
  readonly error: string | null
}

/** What a failed call tells beside its error: as {@link CommandResult}, without an exit code when nothing was run. */
export type FailedCommand = Omit<CommandResult<null>, 'returncode'> & { readonly returncode: number | null }

const text = (description: string): JsonSchema => ({ type: 'string', description })
const flag = (description: string): JsonSchema => ({ type: 'boolean', description })

const FIELDS: Readonly<Record<Exclude<keyof CommandResult, 'data'>, JsonSchema>> = {
  stdout: text('What the program printed'),
  stderr: text('What it printed as errors'),
  returncode: { type: 'integer', description: 'Its exit code' },
  truncated_stdout: flag('Whether stdout was cut'),
  truncated_stderr: flag('Whether stderr was cut'),
  timed_out: flag('Whether it was stopped because time was up'),
  duration_ms: { type: 'number', description: 'Milliseconds that the call took' },
  correlation_id: text('The id of the call'),
  metadata: { type: 'object', additionalProperties: true, description: 'How the program was run' },
  error_type: { type: ['string', 'null'], description: 'The kind of failure' },
  error: { type: ['string', 'null'], description: 'What went wrong' },
}

/** Moves a schema to `#/$defs/data`: what pointed to its root has to point there. */
const moved = (part: unknown): unknown => {
  if (Array.isArray(part)) return part.map(moved)
  if (typeof part !== 'object' || part === null) return part
  return Object.fromEntries(
    Object.entries(part).map(([key, value]) => {
      const pointsToRoot = key === '$ref' && typeof value === 'string' && /^#(?!\/\$defs\/)/.test(value)
      return [key, pointsToRoot ? `#/$defs/data${value.slice(1)}` : moved(value)]
    }),
  )
}

const jsonSchemaWith = (data: JsonSchema | undefined): Record<string, unknown> => {
  const base = { type: 'object', required: [...Object.keys(FIELDS), 'data'], additionalProperties: false }
  if (!data) return { ...base, properties: { ...FIELDS, data: {} } }
  const { $schema: _, $defs = {}, ...own } = data
  return {
    ...base,
    properties: { ...FIELDS, data: { anyOf: [{ $ref: '#/$defs/data' }, { type: 'null' }] } },
    $defs: { ...Object(moved($defs)), data: moved(own) },
  }
}

/** The data of a tool: what its schema says, or anything where it has none. */
export type DataOf<O extends Schema | undefined> = O extends Schema ? OutputOf<O> : unknown

/**
 * The schema of a tool's results.
 *
 * @param data the schema of `data`
 */
export const resultSchema = <O extends Schema | undefined>(
  data: O | undefined,
): Schema<CommandResult<DataOf<O>>> => ({
  '~standard': {
    version: 1,
    vendor: 'plinth',
    // The tool itself has made the result, and has checked its data.
    validate: value => ({ value: value as CommandResult<DataOf<O>> }),
    jsonSchema: {
      input: options => jsonSchemaWith(data?.['~standard'].jsonSchema.output(options)),
      output: options => jsonSchemaWith(data?.['~standard'].jsonSchema.output(options)),
    },
  },
})
