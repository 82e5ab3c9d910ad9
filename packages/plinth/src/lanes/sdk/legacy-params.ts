import { isInitializeRequest, type JSONRPCRequest, specTypeSchemas } from '@modelcontextprotocol/server'

const isLevel = (value: unknown): boolean => {
  const checked = specTypeSchemas.LoggingLevel['~standard'].validate(value)
  return !(checked instanceof Promise) && !checked.issues
}

const needsUri = ({ method, params }: JSONRPCRequest): string | undefined =>
  typeof params?.uri === 'string' ? undefined : `${method} needs "uri", a string`

const CHECKS: Readonly<Record<string, (request: JSONRPCRequest) => string | undefined>> = {
  initialize: request =>
    isInitializeRequest(request)
      ? undefined
      : 'initialize needs a "protocolVersion", "capabilities", and "clientInfo" with a name and a version',
  'logging/setLevel': ({ params }) =>
    isLevel(params?.level) ? undefined : 'logging/setLevel needs "level", one of those that are specified',
  'resources/subscribe': needsUri,
  'resources/unsubscribe': needsUri,
}

/**
 * What is wrong with the parameters of a request that the SDK answers itself; undefined when nothing is. The SDK calls
 * it an internal error.
 */
export const paramsProblem = (request: JSONRPCRequest): string | undefined =>
  Object.hasOwn(CHECKS, request.method) ? CHECKS[request.method]?.(request) : undefined
