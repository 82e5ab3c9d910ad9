import type { Layer } from '../catalogue/declarations.ts'
import type { Entry } from '../catalogue/entry.ts'
import type { AnyMiddleware } from '../define/middleware.ts'
import { METHODS, type Method } from './request.ts'

/** What `use()` takes: middleware, behind the methods that it is for where it is not for all. */
export type MiddlewareUse =
  | readonly AnyMiddleware[]
  | readonly [methods: Method | readonly Method[], ...middleware: readonly AnyMiddleware[]]

/**
 * Reads what `use()` was given.
 *
 * @throws TypeError when a method does not exist, or something else than a function is given
 */
export const layersOf = (given: MiddlewareUse): Layer[] => {
  const [first, ...rest] = given
  const isScoped = typeof first === 'string' || Array.isArray(first)
  const methods = isScoped ? new Set<string>([first].flat()) : undefined
  for (const method of methods ?? [])
    if (!METHODS.some(known => known === method))
      throw new TypeError(`use() knows no method "${method}": the methods are ${METHODS.join(', ')}`)
  return (isScoped ? rest : given).map(middleware => {
    if (typeof middleware !== 'function')
      throw new TypeError('use() takes middleware: functions of (ctx, next)')
    return { methods, middleware }
  })
}

/** What of these layers stands around requests of a method. */
export const middlewareFor = (method: string, layers: readonly Layer[]): AnyMiddleware[] =>
  layers.filter(({ methods }) => !methods || methods.has(method)).map(({ middleware }) => middleware)

/** What stands around a component inside of the server's own middleware: that of modules, and the component's. */
export const middlewareInside = (method: string, entry: Entry): AnyMiddleware[] => [
  ...middlewareFor(method, entry.layers),
  ...(entry.definition.options.use ?? []),
]
