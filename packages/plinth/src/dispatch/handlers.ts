import type { PromptEntry, ResourceEntry, TemplateEntry, ToolEntry } from '../catalogue/entry.ts'
import type { CallContext } from '../context/call.ts'
import { Content, type ResourceContent } from '../define/content.ts'
import { ToolError } from '../define/errors.ts'
import type { Outcome } from '../define/outcome.ts'
import { refuse } from '../define/outcome.ts'
import type { PromptMessage } from '../define/prompt.ts'
import { failedResult, structuredPart, toToolResult } from '../define/result.ts'
import { describeIssues, type Issue, type Validated } from '../define/schema.ts'
import { checkSendable } from '../define/sendable.ts'
import { isTraversal } from '../define/traversal.ts'
import { timed } from './handler-channel.ts'

type Handler = (input: unknown, ctx: unknown) => unknown

const isThenable = (value: unknown): value is PromiseLike<unknown> =>
  typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function'

const invalidArguments = (entry: ToolEntry, issues: readonly Issue[]): Outcome => ({
  kind: 'result',
  result: failedResult({
    code: 'VALIDATION_ERROR',
    message: `Invalid arguments for ${entry.name}: ${describeIssues(issues)}`,
    suggestion: 'Correct the arguments and call again',
    data: { issues },
  }),
})

const checkedResult = (entry: ToolEntry, returned: unknown, parsed: Validated<unknown>): Outcome => {
  if ('issues' in parsed)
    throw new Error(
      `The tool "${entry.name}" returned what its output schema does not allow: ${describeIssues(parsed.issues)}`,
    )
  const result = toToolResult(returned, parsed.value)
  const json = entry.definition.output?.json
  return {
    kind: 'result',
    result: json === undefined || json.type === 'object' ? result : { ...result, wideSchema: json },
  }
}

const toolOutcome = (entry: ToolEntry, returned: unknown): Outcome | Promise<Outcome> => {
  const { output } = entry.definition
  if (!output) return { kind: 'result', result: toToolResult(returned, undefined) }
  const parsed = output.validate(structuredPart(returned))
  return parsed instanceof Promise
    ? parsed.then(each => checkedResult(entry, returned, each))
    : checkedResult(entry, returned, parsed)
}

const runTool = (
  entry: ToolEntry,
  ctx: CallContext,
  checked: Validated<unknown>,
): Outcome | Promise<Outcome> => {
  if ('issues' in checked) return invalidArguments(entry, checked.issues)
  const { handler } = entry.definition
  const returned = timed(entry.name, () => (handler as Handler)(checked.value, ctx))
  return isThenable(returned)
    ? Promise.resolve(returned).then(value => toolOutcome(entry, value))
    : toolOutcome(entry, returned)
}

/** Runs a tool: checks the arguments, calls the handler, and checks what it returned. Waits for what has to be waited for. */
export const callTool = (entry: ToolEntry, ctx: CallContext): Outcome | Promise<Outcome> => {
  const checked = entry.input.validate(ctx.params.arguments ?? {})
  return checked instanceof Promise
    ? checked.then(each => runTool(entry, ctx, each))
    : runTool(entry, ctx, checked)
}

/** A prompt as it was rendered, before a lane puts it into its wire form. */
export interface RenderedPrompt {
  readonly description?: string
  readonly messages: readonly { readonly role: string; readonly content: Content['block'] }[]
}

export const getPrompt = async (entry: PromptEntry, ctx: CallContext): Promise<Outcome> => {
  const { args, handler, options } = entry.definition
  const checked = await args.validate(ctx.params.arguments ?? {})
  if ('issues' in checked)
    return refuse({
      reason: 'invalid_params',
      message: `Invalid arguments for prompt "${entry.name}": ${describeIssues(checked.issues)}`,
    })
  const rendered = (await timed(entry.name, () => (handler as Handler)(checked.value, ctx))) as
    | string
    | readonly PromptMessage[]
  const messages = typeof rendered === 'string' ? [{ role: 'user' as const, content: rendered }] : rendered
  const result: RenderedPrompt = {
    ...(options.description === undefined ? {} : { description: options.description }),
    messages: messages.map(({ role, content }) => ({ role, content: blockOf(entry.name, content) })),
  }
  return { kind: 'result', result }
}

const blockOf = (name: string, content: unknown): Content['block'] => {
  if (content instanceof Content) return content.block
  if (typeof content === 'string') return { type: 'text', text: content }
  throw new TypeError(`The prompt "${name}" gave a message that is neither a text nor a block`)
}

/** What was read, and how long a client may keep it. */
export interface ReadContents {
  readonly contents: readonly ResourceContent[]
  readonly ttlMs: number
  readonly cacheScope: 'public' | 'private'
}

/** @param isProtected whether not everybody may read it, so that what was read is kept for nobody else */
export const readResource = async (
  entry: ResourceEntry | TemplateEntry,
  ctx: CallContext,
  isProtected: boolean,
): Promise<Outcome> => {
  const { handler, options } = entry.definition
  const { variables } = ctx
  if (variables) refuseTraversal(entry as TemplateEntry, variables, ctx)
  const returned = await timed(entry.name, () =>
    variables ? (handler as Handler)(variables, ctx) : (handler as unknown as (ctx: unknown) => unknown)(ctx),
  )
  const result: ReadContents = {
    contents: toContents(returned, String(ctx.params.uri), options.mimeType),
    ttlMs: options.cache?.ttlMs ?? 0,
    cacheScope: isProtected ? 'private' : (options.cache?.scope ?? 'private'),
  }
  return { kind: 'result', result }
}

const MAX_SUBJECT = 256

const refuseTraversal = (
  { definition }: TemplateEntry,
  variables: Readonly<Record<string, string>>,
  ctx: CallContext,
): void => {
  const allowed: readonly string[] = definition.options.allowTraversal ?? []
  for (const [name, value] of Object.entries(variables)) {
    if (!isTraversal(value) || allowed.includes(name)) continue
    ctx.emit('security.refused', { what: 'file', subject: ctx.name.slice(0, MAX_SUBJECT), rule: 'traversal' })
    throw new ToolError(`The value of "${name}" leads out of this resource`, {
      code: 'VALIDATION_ERROR',
      suggestion: 'Leave out "..", leading slashes and NUL',
    })
  }
}

const toContents = (
  returned: unknown,
  uri: string,
  mimeType: string | undefined,
): readonly ResourceContent[] => {
  const type = mimeType === undefined ? {} : { mimeType }
  if (typeof returned === 'string') return [{ uri, ...type, text: returned }]
  if (returned instanceof Uint8Array)
    return [{ uri, ...type, blob: Buffer.from(returned).toString('base64') }]
  if (Array.isArray(returned) && returned.length > 0 && returned.every(isContents)) {
    for (const { _meta } of returned) checkSendable(_meta, `the metadata of ${uri}`)
    return returned
  }
  const text: string | undefined = JSON.stringify(returned ?? null)
  if (text === undefined)
    throw new TypeError(`A ${typeof returned} cannot be sent for ${uri}: return what JSON can express`)
  return [{ uri, mimeType: mimeType ?? 'application/json', text }]
}

const isContents = (value: unknown): value is ResourceContent => {
  if (typeof value !== 'object' || value === null) return false
  const { uri, text, blob } = value as Readonly<Record<string, unknown>>
  const [given, other] = text === undefined ? [blob, text] : [text, blob]
  return typeof uri === 'string' && typeof given === 'string' && other === undefined
}
