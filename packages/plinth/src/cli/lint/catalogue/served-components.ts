import type { JsonSchema } from '../../../define/json-schema.ts'

/** A component as clients see it. */
export interface ServedComponent {
  readonly kind: 'tool' | 'resource' | 'template' | 'prompt'
  /** The name under which it is served; the URI of a resource. */
  readonly name: string
  /** The name that its declaration gives to it, without prefixes. */
  readonly declaredAs: string
  readonly description: string | undefined
}

export interface ServedTool extends ServedComponent {
  readonly kind: 'tool'
  readonly inputSchema: JsonSchema
  readonly annotations: Readonly<Record<string, unknown>>
  /** Whether something else than the schema limits its input: an input guard, or that it is a command tool. */
  readonly isGuarded: boolean
  /** Whether all of its calls are refused, because it runs only as a task and the server makes none. */
  readonly lacksTasks: boolean
}

/** Everything that a server serves. */
export interface ServedComponents {
  /** What the server calls itself. */
  readonly server: string
  readonly tools: readonly ServedTool[]
  /** Resources, templates and prompts. */
  readonly others: readonly ServedComponent[]
}
