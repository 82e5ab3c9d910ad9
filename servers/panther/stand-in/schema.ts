import { readdirSync, readFileSync } from 'node:fs'
import { buildSchema, GraphQLError, type GraphQLSchema, isScalarType } from 'graphql'

/** Where the `.graphql` files of Panther's schema are. */
export const schemaFolder = new URL('./schema/', import.meta.url)

/** Panther's schema as text: all files of {@link schemaFolder}, one after another. */
export const schemaText = () =>
  readdirSync(schemaFolder)
    .filter(name => name.endsWith('.graphql'))
    .map(name => readFileSync(new URL(name, schemaFolder), 'utf8'))
    .join('\n')

const dateTime = (value: unknown) => {
  if (typeof value === 'string' && /^\d{4}-\d\d-\d\dT/.test(value) && !Number.isNaN(Date.parse(value)))
    return value
  throw new GraphQLError(`${JSON.stringify(value)} is not a DateTime in ISO 8601`)
}

let built: GraphQLSchema | undefined

/** Panther's schema, to validate documents against or to run them. */
export const pantherSchema = () => {
  if (built !== undefined) return built
  built = buildSchema(schemaText())
  const scalar = built.getType('DateTime')
  if (isScalarType(scalar)) {
    scalar.coerceInputValue = dateTime
    scalar.coerceInputLiteral = node => dateTime('value' in node ? node.value : undefined)
  }
  return built
}
