import type { ParameterSpec, ResponseSpec, Route, RouteAccess } from './route.ts'
import { failsWith } from './route.ts'
import { type SchemaName, schemas } from './schemas.ts'

export interface DocumentOptions {
  readonly name: string
  readonly version: string
  /** Where the API is, without a slash at its end. */
  readonly base: string
}

type Json = Readonly<Record<string, unknown>>

const reference = (name: SchemaName): Json => ({ $ref: `#/components/schemas/${name}` })

const SECURITY: Readonly<Record<RouteAccess, readonly Json[]>> = {
  public: [],
  reader: [{ caller: [] }, { operator: [] }],
  caller: [{ caller: [] }],
  owner: [{ caller: [] }, { operator: [] }],
  operator: [{ operator: [] }],
}

const WHO: Readonly<Record<RouteAccess, string>> = {
  public: 'For everybody.',
  reader: 'For callers that the server knows, and for operators.',
  caller: 'For those who may call tools.',
  owner: 'For those who may call tools, of what is their own; for operators, of everything.',
  operator: 'For operators.',
}

const responseOf = ({ description, schema, media, headers = {} }: ResponseSpec): Json => ({
  description,
  content: {
    ...(schema === undefined ? {} : { 'application/json': { schema: reference(schema) } }),
    ...(media === undefined ? {} : { [media]: { schema: { type: 'string' } } }),
  },
  ...(Object.keys(headers).length === 0
    ? {}
    : {
        headers: Object.fromEntries(
          Object.entries(headers).map(([name, what]) => [
            name,
            { description: what, schema: { type: 'string' } },
          ]),
        ),
      }),
})

/** What a guard answers before the route is asked. */
const guarded = (access: RouteAccess): Readonly<Record<number, ResponseSpec>> =>
  access === 'public'
    ? {}
    : {
        401: {
          ...failsWith('Nobody is known by the credential', 'UNAUTHENTICATED'),
          headers: { 'WWW-Authenticate': 'The challenge' },
        },
        403: failsWith('The caller may not do this', 'PERMISSION_DENIED'),
        503: failsWith('Credentials cannot be checked now', 'RESOURCE_EXHAUSTED'),
      }

const merged = (route: Route): Readonly<Record<number, ResponseSpec>> => {
  const all: Record<number, ResponseSpec> = { ...guarded(route.access) }
  for (const [code, own] of Object.entries(route.responses)) {
    const before = all[Number(code)]
    const description = before ? `${before.description}. ${own.description}` : own.description
    all[Number(code)] = { ...before, ...own, description }
  }
  return all
}

const PATH_PARAMETERS: Readonly<Record<string, string>> = {
  name: 'The name of a tool, as it is served, or an alias',
  id: 'The id of a task',
}

const pathParameters = (path: string): Json[] =>
  [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => ({
    name,
    in: 'path',
    required: true,
    description: PATH_PARAMETERS[name],
    schema: { type: 'string' },
  }))

const parameterOf = (parameter: ParameterSpec): Json => ({ ...parameter, schema: { type: 'string' } })

const operationOf = (route: Route): Json => {
  const { operationId, summary, access, request, path, parameters = [] } = route
  const all = [...pathParameters(path), ...parameters.map(parameterOf)]
  return {
    operationId,
    summary,
    description: WHO[access],
    security: SECURITY[access],
    ...(all.length > 0 ? { parameters: all } : {}),
    ...(request === undefined
      ? {}
      : { requestBody: { required: true, content: { 'application/json': { schema: reference(request) } } } }),
    responses: Object.fromEntries(
      Object.entries(merged(route)).map(([code, response]) => [code, responseOf(response)]),
    ),
  }
}

/** Describes the API (OpenAPI 3.1), from the table that it is served from. */
export const openApiDocument = (routes: readonly Route[], { name, version, base }: DocumentOptions): Json => {
  const paths: Record<string, Record<string, Json>> = {}
  for (const route of routes)
    paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: operationOf(route) }
  const bearer = (description: string): Json => ({ type: 'http', scheme: 'bearer', description })
  return {
    openapi: '3.1.0',
    info: {
      title: `${name}: operator API`,
      version,
      description:
        'What operators see of this server and change in it, and its tools for callers without MCP.',
    },
    servers: [{ url: base === '' ? '/' : base }],
    paths,
    components: {
      schemas,
      securitySchemes: {
        caller: bearer('The credential with which clients call the server'),
        operator: bearer('MCP_OPERATOR_TOKEN, or the credential of a principal with the scope of operators'),
      },
    },
  }
}
