import { Suspension } from '../../context/interview.ts'
import { ToolError } from '../../define/errors.ts'
import type { Middleware } from '../../define/middleware.ts'
import { type ToolDefinition, tool } from '../../define/tool.ts'
import { inputOf, textField, textsField, wholeField } from '../tool-input.ts'
import { type CodeExecutor, codeExecutor } from './code-executor.ts'
import type { CodeExecutorOptions } from './executor-options.ts'
import { typeOfSchema } from './type-of-schema.ts'
import { type Dispatching, type ListedTool, searchTools, visibleTools } from './visible-tools.ts'

/** What code mode needs of a server. */
export interface CodeModeServer {
  readonly runtime: { readonly dispatcher: Dispatching }
  add(definition: ToolDefinition): unknown
  use(method: 'tools/list', middleware: Middleware): unknown
}

/** How programs are limited, and what stays listed. */
export interface CodeModeOptions {
  /** The limits of programs. Default: those of {@link codeExecutor}. */
  readonly limits?: CodeExecutorOptions
  /** Tools that clients still see in lists, beside the three. Default: none. */
  readonly listed?: readonly string[]
}

const NAMES = ['search_tools', 'tool_declarations', 'run_program']
const MOST_FOUND = 20

const declarationOf = ({ name, description = '', inputSchema, outputSchema }: ListedTool): string => {
  const args = typeOfSchema(inputSchema ?? { type: 'object' })
  const required = inputSchema?.required
  const optional = Array.isArray(required) && required.length > 0 ? '' : '?'
  const result = outputSchema ? typeOfSchema(outputSchema) : 'unknown'
  const about = description.trim().replaceAll('*/', '* /')
  return `${about === '' ? '' : `/** ${about} */\n`}declare function callTool(name: ${JSON.stringify(name)}, args${optional}: ${args}): Promise<${result}>`
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const programTool = (executor: CodeExecutor) =>
  tool(
    'run_program',
    {
      description:
        'Runs a JavaScript program: the body of an asynchronous function. It calls tools with ' +
        'await callTool(name, args), computes with what they give, and returns a value that JSON can say.',
      input: inputOf<{ code: string }>({ code: textField({ description: 'The program' }) }),
    },
    async ({ code }, ctx) => {
      const stop = new AbortController()
      const callTool = async (name: unknown, args: unknown = {}) => {
        if (typeof name !== 'string' || !isRecord(args))
          throw new ToolError('callTool takes a name and an object: callTool("forecast", { city: "Oslo" })')
        if (NAMES.includes(name)) throw new ToolError(`A program cannot call ${name}`)
        try {
          return await ctx.call(name, args)
        } catch (error) {
          // The program runs again once the answer is there, and gets the results of its calls so far from the record.
          if (error instanceof Suspension) stop.abort(error)
          throw error
        }
      }
      return executor.run(code, { functions: { callTool }, ctx, signal: stop.signal, time: ctx.now() })
    },
  )

/**
 * Puts three tools in the place of all others: `search_tools`, `tool_declarations` and `run_program`. A model looks for
 * what it needs, reads how to call it, and writes a program that does. Lists show these three, whatever the number of
 * tools.
 *
 * A program calls tools as its caller does: through the same dispatcher, with the same principal, limits and audit. Where
 * a tool asks for input, the program runs again with the answer, and calls that were made are not made again; its clock
 * stands still and its random numbers repeat, so that it goes the same way.
 *
 * @returns what closes the threads of programs
 * @throws RangeError when a limit is out of range
 * @example
 * const mode = codeMode(server, { limits: { calls: 50 } })
 * await server.run()
 * await mode.close()
 */
export const codeMode = (
  server: CodeModeServer,
  options: CodeModeOptions = {},
): { close(): Promise<void> } => {
  const executor = codeExecutor(options.limits)
  const shown = new Set([...NAMES, ...(options.listed ?? [])])
  const visible = visibleTools(() => server.runtime.dispatcher)
  const callable = async () => (await visible.list()).filter(({ name }) => !NAMES.includes(name))

  server.use('tools/list', async (ctx, next) => {
    if (visible.isOwn(ctx)) return next()
    const outcome = await next()
    if (outcome.kind !== 'result' || !isRecord(outcome.result)) return outcome
    const { nextCursor: _, ...page } = outcome.result
    const items = (await visible.list(ctx)).filter(({ name }) => shown.has(name))
    return { ...outcome, result: { ...page, items } }
  })
  server.add(
    tool(
      'search_tools',
      {
        description: 'Finds tools by words of their names and descriptions',
        input: inputOf<{ query: string; limit?: number }>({
          query: textField({ description: 'What is to be done, in a few words; empty for all' }),
          limit: wholeField({
            description: `How many to give, ${MOST_FOUND} if not given`,
            least: 1,
            optional: true,
          }),
        }),
        annotations: { readOnlyHint: true },
      },
      async ({ query, limit = MOST_FOUND }) => ({
        tools: searchTools(await callable(), query, Math.min(limit, 100)).map(
          ({ name, description = '' }) => ({
            name,
            description,
          }),
        ),
      }),
    ),
  )
  server.add(
    tool(
      'tool_declarations',
      {
        description: 'Gives the TypeScript declarations of tools, for programs that call them',
        input: inputOf<{ names: readonly string[] }>({
          names: textsField({ description: 'The names of the tools' }),
        }),
        annotations: { readOnlyHint: true },
      },
      async ({ names }) => {
        const known = new Map((await callable()).map(each => [each.name, each]))
        const missing = names.filter(name => !known.has(name))
        if (missing.length > 0)
          throw new ToolError(`There is no tool ${missing.join(', ')}`, {
            code: 'NOT_FOUND',
            suggestion: 'Look for it with search_tools',
          })
        return names
          .flatMap(name => known.get(name) ?? [])
          .map(declarationOf)
          .join('\n\n')
      },
    ),
  )
  server.add(programTool(executor))
  return { close: () => executor.close() }
}
