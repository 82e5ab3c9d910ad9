import { scopeOf } from '../access.ts'
import { type ServedTool, servedTools } from '../served-tools.ts'
import type { ApiParts } from './deps.ts'
import type { ApiCaller } from './route.ts'

type Showing = Pick<ApiParts, 'runtime' | 'access'>

/** Whether a caller may see a tool: operators see all, others what they may call. */
export const isShown = (
  { runtime, access }: Showing,
  { principal }: ApiCaller,
  { entry }: ServedTool,
): boolean =>
  principal === undefined || principal.scopes.includes(scopeOf(access)) || runtime.mayUse(entry, principal)

export const shownTools = (parts: Showing, caller: ApiCaller): readonly ServedTool[] =>
  servedTools(parts.runtime).filter(tool => isShown(parts, caller, tool))
