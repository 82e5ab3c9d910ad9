import type { Permission } from '../permissions.ts'
import type { State } from '../state.ts'
import type { Token } from '../tokens.ts'

/** A field of `Query` or `Mutation`: what it needs, and what it answers. The schema has checked its arguments. */
export type Field<Arguments> = {
  /** Any one of them is enough; none are needed if there are none. */
  permissions: Permission[]
  resolve(given: Arguments, state: State, caller: Token): unknown
}

export const field = <Arguments>(
  permissions: Permission[],
  resolve: Field<Arguments>['resolve'],
): Field<Arguments> => ({ permissions, resolve })
