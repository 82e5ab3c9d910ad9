import { type DocumentNode, execute, GraphQLError, getOperationAST, parse, validate } from 'graphql'
import { type Fields, fieldsOf, textField } from '../http/body.ts'
import { badRequest, HttpError, ok, type Reply } from '../http/reply.ts'
import { pantherSchema } from '../schema.ts'
import type { State } from '../state.ts'
import type { Token } from '../tokens.ts'
import { aiFields, aiMutations } from './ai.ts'
import { alertMutations, alertQueries } from './alerts.ts'
import { catalogueFields, catalogueMutations } from './catalogue.ts'
import { lakeFields, lakeMutations } from './data-lake.ts'
import { metricFields } from './metrics.ts'
import type { Field } from './root.ts'

export const graphQLPath = '/public/graphql'

const forbidden = (field: string) =>
  new GraphQLError('access denied', { extensions: { code: 'FORBIDDEN' }, path: [field] })

const codes: Record<number, string> = { 400: 'BAD_REQUEST', 404: 'NOT_FOUND' }

/** One root field: first the permission, then what it answers. */
const resolver =
  <Arguments>(name: string, { permissions, resolve }: Field<Arguments>, state: State, caller: Token) =>
  (given: Arguments): unknown => {
    if (permissions.length > 0 && !permissions.some(wanted => caller.permissions.includes(wanted)))
      throw forbidden(name)
    return resolve(given, state, caller)
  }

const fields = {
  ...alertQueries,
  ...lakeFields,
  ...metricFields,
  ...catalogueFields,
  ...aiFields,
  ...alertMutations,
  ...lakeMutations,
  ...catalogueMutations,
  ...aiMutations,
}

/** Every root field of the schema that is answered. */
export const rootFields = Object.keys(fields)

/** The root resolvers for one caller. */
const rootOf = (state: State, caller: Token) => {
  const root: Record<string, unknown> = {}
  const add = <Arguments>(name: string, field: Field<Arguments>) => {
    root[name] = resolver(name, field, state, caller)
  }
  for (const [name, field] of Object.entries<Field<never>>(fields)) add(name, field)
  return root
}

const parsed = (query: string): DocumentNode | GraphQLError => {
  try {
    return parse(query)
  } catch (error) {
    if (error instanceof GraphQLError) return error
    throw error
  }
}

/** What a request asks for, as far as it can be read: its first root field, and whether it is a mutation. */
export const operationOf = (body: unknown): { operation: string | undefined; write: boolean } => {
  const none = { operation: undefined, write: false }
  if (typeof body !== 'object' || body === null || !('query' in body) || typeof body.query !== 'string')
    return none
  const document = parsed(body.query)
  if (document instanceof GraphQLError) return none
  const name =
    'operationName' in body && typeof body.operationName === 'string' ? body.operationName : undefined
  const found = getOperationAST(document, name)
  const first = found?.selectionSet.selections.find(selection => selection.kind === 'Field')
  return { operation: first?.name.value, write: found?.operation === 'mutation' }
}

/** An error as it is sent, with a code that says of which kind it is. */
const shown = (error: GraphQLError) => {
  const { cause } = error
  if (!(cause instanceof HttpError)) return error.toJSON()
  return { ...error.toJSON(), extensions: { code: codes[cause.status] ?? 'INTERNAL' } }
}

const failed = (errors: readonly GraphQLError[]) => ok({ data: null, errors: errors.map(shown) })

const variablesOf = (fields: Fields): Fields => {
  const { variables } = fields
  return variables === undefined || variables === null ? {} : fieldsOf(variables)
}

/** Answers one GraphQL request: validated against the schema, and then carried out. */
export const answerGraphQL = async (state: State, caller: Token, body: unknown): Promise<Reply> => {
  const request = fieldsOf(body)
  const query = textField(request, 'query')
  if (query === undefined) throw badRequest('"query" is missing from body')
  const document = parsed(query)
  if (document instanceof GraphQLError) return failed([document])
  const schema = pantherSchema()
  const problems = validate(schema, document)
  if (problems.length > 0)
    return failed(
      problems.map(
        ({ message, nodes }) =>
          new GraphQLError(message, {
            nodes: nodes ?? [],
            extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
          }),
      ),
    )
  const operationName = textField(request, 'operationName')
  const { data = null, errors } = await execute({
    schema,
    document,
    rootValue: rootOf(state, caller),
    variableValues: variablesOf(request),
    ...(operationName !== undefined && { operationName }),
  })
  return ok({ data, ...(errors !== undefined && { errors: errors.map(shown) }) })
}
