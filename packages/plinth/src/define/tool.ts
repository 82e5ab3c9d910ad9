import type { Callable } from './callable.ts'
import type { Content } from './content.ts'
import type { Context } from './context.ts'
import type { AnyMiddleware } from './middleware.ts'
import { type ParamHeader, paramHeadersOf } from './param-headers.ts'
import type { Result } from './result.ts'
import {
  type CompiledSchema,
  compileObjectSchema,
  compileSchema,
  type InputOf,
  noInput,
  type OutputOf,
  type Schema,
} from './schema.ts'
import { checkSendable } from './sendable.ts'
import type { TaskPolicy, TaskSupport } from './task.ts'
import type { UnknownArguments } from './unknown-arguments.ts'

/** A picture that stands for a server or a component. */
export interface Icon {
  /** An `https:` or `data:` URI. */
  readonly src: string
  readonly mimeType?: string
  readonly sizes?: readonly string[]
  readonly theme?: 'light' | 'dark'
}

/** What every component may say of itself. */
export interface ComponentOptions {
  /** A name for people. */
  readonly title?: string
  /** Tells a model when to use it and how to read the answer. */
  readonly description?: string
  readonly icons?: readonly Icon[]
  /** For filters, and shown in `_meta`. */
  readonly tags?: readonly string[]
  readonly meta?: Readonly<Record<string, unknown>>
  /** The component's own version. Changing it makes unanswered questions of earlier versions void. */
  readonly version?: string
  /** Middleware for this component alone, inside of the server's. */
  readonly use?: readonly AnyMiddleware[]
  /** Whether it is there from the start. Default true. */
  readonly enabled?: boolean
}

/** Hints about a tool's behaviour, for clients and people (server/tools, "Tool Annotations"). */
export interface ToolAnnotations {
  readonly title?: string
  /** It changes nothing. */
  readonly readOnlyHint?: boolean
  /** It may destroy or overwrite. */
  readonly destructiveHint?: boolean
  /** Calling it again with the same arguments changes nothing more. */
  readonly idempotentHint?: boolean
  /** It reaches outside of the server. */
  readonly openWorldHint?: boolean
}

/** What a tool is told at its declaration. */
export interface ToolOptions<I extends Schema | undefined, O extends Schema | undefined>
  extends ComponentOptions {
  /** The arguments. Default: none. */
  readonly input?: I
  /**
   * What is done with arguments that `input` does not declare, also inside of objects: `refuse` answers with an error that
   * names them, `ignore` goes on without them. Default: the server's. A schema that allows others (`z.looseObject`,
   * `z.record`) takes them in either case, if its JSON Schema says so.
   */
  readonly unknownArguments?: UnknownArguments
  /** The structured result. What is sent is what the schema makes of the handler's value. */
  readonly output?: O
  readonly annotations?: ToolAnnotations
  /** The longest that one call may take, in milliseconds. Default: the server's. */
  readonly timeoutMs?: number
  /**
   * Whether calls become tasks, for work that takes longer than clients wait. Default: `optional` where the tool is
   * expected to take long (`expectedMs`), else `never`.
   */
  readonly task?: TaskSupport | TaskPolicy
  /**
   * Whether the middleware `retry` may carry out a call again that failed, and a task again whose server died. Default: as
   * the annotations say, for tools that only read, and for those that are idempotent and not destructive. A tool that does
   * not say `destructiveHint: false` counts as destructive (server/tools, "Tool Annotations").
   */
  readonly repeatable?: boolean
  /**
   * How long a call usually takes, in milliseconds. From `MCP_TASKS_FROM_SEC` on (30 seconds), calls become tasks where
   * the client knows tasks, unless `task` says otherwise.
   */
  readonly expectedMs?: number
  /** Other names that filters and REST paths accept. */
  readonly aliases?: readonly string[]
  /** Facts about the tool for operators, shown by the REST API. */
  readonly info?: () => Readonly<Record<string, unknown>>
}

/** Whether a tool may be carried out twice for one call, by its word or by its hints. */
export const isRepeatable = ({
  repeatable,
  annotations: { readOnlyHint, idempotentHint, destructiveHint } = {},
}: Pick<ToolOptions<undefined, undefined>, 'repeatable' | 'annotations'>): boolean =>
  repeatable ?? (readOnlyHint === true || (idempotentHint === true && destructiveHint === false))

type Unstructured = string | number | boolean | null | undefined | void | object

/** What a handler may return: the value for the output schema, or where there is none, any plain value. */
export type ToolReturn<O extends Schema | undefined> = O extends Schema
  ? InputOf<O> | Result<InputOf<O>>
  : Unstructured | Content | readonly (string | Content)[] | Result

export type Arguments<I extends Schema | undefined> = I extends Schema ? OutputOf<I> : Record<string, never>

/** What a tool does with its checked arguments. */
export type ToolHandler<I extends Schema | undefined, O extends Schema | undefined, Ctx> = (
  input: Arguments<I>,
  ctx: Ctx,
) => ToolReturn<O> | Promise<ToolReturn<O>>

/** A tool as a value: declared and compiled, not yet served by anything. */
export interface Tool<I extends Schema | undefined, O extends Schema | undefined, Ctx = Context>
  extends ToolDefinition {
  /** Only there for the type system. */
  readonly types?: { readonly input: I; readonly output: O; readonly context: (ctx: Ctx) => void }
}

/** The part of a tool that does not depend on its types. */
export interface ToolDefinition extends Callable {
  readonly options: ToolOptions<Schema | undefined, Schema | undefined>
  /** As it was declared; a server adds what it does with unknown arguments. */
  readonly input: CompiledSchema
  /** The arguments that clients mirror into headers, for proxies to read. */
  readonly paramHeaders: readonly ParamHeader[]
  readonly output: CompiledSchema | undefined
}

const TOOL_NAME = /^[A-Za-z0-9_.-]{1,128}$/

/** Refuses names that clients cannot call (server/tools, "Tool Names"). */
export const checkName = (kind: string, name: string): void => {
  if (!TOOL_NAME.test(name))
    throw new TypeError(
      `${JSON.stringify(name)} cannot be the name of a ${kind}: use 1 to 128 letters, digits, "_", "-" or "."`,
    )
}

/**
 * Declares a tool without a server: `server.add(tool)` serves it.
 *
 * @param name 1 to 128 letters, digits, `_`, `-` or `.`
 * @param handler gets the parsed arguments and the context; its return value is checked against `output`
 * @throws TypeError when the name or a schema cannot be published, naming which
 * @example
 * export const add = tool(
 *   'add',
 *   { description: 'Adds two numbers', input: z.object({ a: z.number(), b: z.number() }) },
 *   ({ a, b }) => a + b,
 * )
 */
export const tool = <
  Ctx = Context,
  I extends Schema | undefined = undefined,
  O extends Schema | undefined = undefined,
>(
  name: string,
  options: ToolOptions<I, O>,
  handler: ToolHandler<I, O, Ctx>,
): Tool<I, O, Ctx> => {
  checkName('tool', name)
  checkSendable(options.meta, `the meta of tool "${name}"`)
  if (options.timeoutMs !== undefined && !(options.timeoutMs > 0))
    throw new TypeError(`tool "${name}" has a timeoutMs of ${options.timeoutMs}: give milliseconds above 0`)
  if (options.expectedMs !== undefined && !(options.expectedMs > 0))
    throw new TypeError(
      `tool "${name}" has an expectedMs of ${options.expectedMs}: give milliseconds above 0`,
    )
  if (typeof handler !== 'function')
    throw new TypeError(`tool "${name}" has no handler: give a function as third argument`)
  const what = `the input of tool "${name}"`
  const input = options.input ? compileObjectSchema(options.input, what) : noInput
  return Object.freeze({
    kind: 'tool' as const,
    name,
    options,
    input,
    paramHeaders: paramHeadersOf(input.json, what),
    output: options.output
      ? compileSchema(options.output, `the output of tool "${name}"`, 'output')
      : undefined,
    handler: handler as ToolDefinition['handler'],
  })
}
