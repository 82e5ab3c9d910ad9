import { randomUUID } from 'node:crypto'
import { currentContext } from '../../context/current.ts'
import { ToolError } from '../../define/errors.ts'
import type { JsonSchema } from '../../define/json-schema.ts'
import type { MiddlewareContext } from '../../define/middleware.ts'
import type { Outcome } from '../../define/outcome.ts'
import type { DispatchRequest } from '../../dispatch/request.ts'

/** A tool as a list shows it. */
export interface ListedTool {
  readonly name: string
  readonly title?: string
  readonly description?: string
  readonly inputSchema?: JsonSchema
  readonly outputSchema?: JsonSchema
}

/** The part of a server that lists its tools. */
export interface Dispatching {
  dispatch(request: DispatchRequest): Promise<Outcome>
}

const MARK = 'dev.plinth/code-mode'

interface Page {
  readonly items: readonly ListedTool[]
  readonly nextCursor?: string
}

/** Lists every tool that the caller of the current call may see, through the server's own middleware. */
export const visibleTools = (dispatcher: () => Dispatching) => {
  // Nobody outside can know it, so nobody can ask for the whole list with it.
  const mark = randomUUID()
  const page = async (ctx: MiddlewareContext, cursor: string | undefined): Promise<Page> => {
    const { principal, address } = ctx
    const outcome = await dispatcher().dispatch({
      method: 'tools/list',
      params: cursor === undefined ? {} : { cursor },
      meta: { [MARK]: mark },
      requestId: ctx.requestId,
      caller: {
        transport: ctx.transport,
        protocolVersion: ctx.protocolVersion,
        client: ctx.client,
        capabilities: ctx.clientCapabilities,
        ...(principal ? { principal } : {}),
        ...(address === undefined ? {} : { address }),
      },
      sink: {},
      signal: ctx.signal,
    })
    if (outcome.kind === 'result') return outcome.result as Page
    throw new ToolError('The tools of this server cannot be listed now', { code: 'PERMISSION_DENIED' })
  }
  return {
    /** Whether a list is asked for from here, and not by a client. */
    isOwn: (ctx: MiddlewareContext): boolean => ctx.meta[MARK] === mark,
    async list(ctx: MiddlewareContext = currentContext()): Promise<readonly ListedTool[]> {
      const tools: ListedTool[] = []
      let cursor: string | undefined
      do {
        const { items, nextCursor } = await page(ctx, cursor)
        tools.push(...items)
        cursor = nextCursor
      } while (cursor !== undefined)
      return tools
    },
  }
}

const wordsOf = (text: string): string[] =>
  text
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean)

/** The tools that fit a query best: a word of the name counts more than one of the description. */
export const searchTools = (tools: readonly ListedTool[], query: string, limit: number): ListedTool[] => {
  const wanted = wordsOf(query)
  const scoreOf = ({ name, title = '', description = '' }: ListedTool): number => {
    const [names, others] = [wordsOf(`${name} ${title}`), wordsOf(description)]
    return wanted.reduce((score, word) => {
      if (names.includes(word)) return score + 4
      if (names.some(each => each.startsWith(word))) return score + 3
      return score + (others.some(each => each.startsWith(word)) ? 1 : 0)
    }, 0)
  }
  const scored = tools.map(tool => ({ tool, score: scoreOf(tool) }))
  return scored
    .filter(({ score }) => wanted.length === 0 || score > 0)
    .sort((a, b) => b.score - a.score)
    .slice(0, limit)
    .map(({ tool }) => tool)
}
