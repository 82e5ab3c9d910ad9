import type { ToolDefinition } from '../define/tool.ts'
import type { Definition } from './declarations.ts'

/**
 * A component, where the context that its handler needs is no more than this one, or where its type does not tell;
 * otherwise what nothing fits.
 */
export type Servable<D, Ctx> = D extends {
  readonly types?: { readonly context: (ctx: infer Needed) => void }
}
  ? [Needed] extends [never]
    ? D
    : Ctx extends Needed
      ? D
      : MissingContext<Needed>
  : D

interface MissingContext<Needed> {
  readonly 'The handler needs a context that this server does not have': Needed
}

/** A component without what only its own declaration knows: what its handle may be given instead. */
export type DefinitionOf<D> = D extends ToolDefinition ? ToolDefinition : D extends Definition ? D : never
