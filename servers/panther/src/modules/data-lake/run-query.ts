import { type Context, ToolError } from 'plinth'
import type { z } from 'zod'
import { notUnderstood, quoted } from '../../client/failures.ts'
import type { Panther } from '../../client/panther.ts'
import { poll } from '../../poll.ts'
import { cancelQuery, executeQuery, readQuery, type results } from './documents.ts'
import { openCursor, sealCursor } from './query-cursor.ts'

export interface QueryRequest {
  readonly sql: string
  readonly database: string
  /** Time that it may take, in milliseconds. */
  readonly limitMs: number
  readonly maxRows: number
  /** From the page before. */
  readonly cursor?: string | undefined
}

/** Time that a cancellation may take, in milliseconds: nobody waits for more, and the query ends by itself some day. */
const CANCEL_MS = 5_000

type Results = z.infer<typeof results>

/** Ends a query for which nobody waits any more. That it cannot be ended is no reason to fail in another way. */
const cancel = async (panther: Panther, ctx: Context, id: string): Promise<void> => {
  try {
    const { trace, state } = ctx
    const call = { trace, state, signal: AbortSignal.timeout(CANCEL_MS) }
    await panther.graphql(call, cancelQuery, { input: { id } })
  } catch (error) {
    ctx.log.warning('a data lake query could not be cancelled', { query: id, error: String(error) })
  }
}

const ended = (status: 'failed' | 'cancelled', message: string, id: string): ToolError =>
  new ToolError(
    `The query was ${status === 'failed' ? 'not carried out' : 'cancelled'}: ${quoted(message)}`,
    {
      suggestion:
        'Correct it: get_table_schema tells the columns of a table, and the SQL is that of Snowflake',
      data: { query_id: id, status },
    },
  )

const tookTooLong = (limitMs: number, id: string): ToolError =>
  new ToolError(`The query took longer than ${limitMs / 1_000} s and was cancelled`, {
    code: 'TIMEOUT',
    suggestion: 'Restrict the time of the events further, read fewer columns, or give a longer timeout',
    data: { query_id: id, status: 'cancelled' },
  })

/** Waits until a query has come to something, and gives one page of it. */
const resultsOf = async (
  panther: Panther,
  ctx: Context,
  id: string,
  request: QueryRequest,
  page?: string,
) => {
  const resultsInput = { pageSize: request.maxRows, cursor: page ?? null }
  const look = async (): Promise<{ found: Results; message: string } | undefined> => {
    const { dataLakeQuery } = await panther.graphql(
      ctx,
      readQuery,
      { id, resultsInput },
      { missing: `query ${JSON.stringify(id)}` },
    )
    const { status, message, results: found } = dataLakeQuery
    if (status === 'failed' || status === 'cancelled') throw ended(status, message ?? '', id)
    if (status === 'running' || found?.tryAgain) return undefined
    if (!found) throw notUnderstood(new Error(`query ${id} succeeded without results`))
    return { found, message: message ?? '' }
  }
  const { clock } = panther
  const done = await poll(
    ctx,
    { clock, limitMs: request.limitMs, firstMs: 200, maxMs: 5_000, message: 'The data lake is at work' },
    look,
  )
  if (!done) throw tookTooLong(request.limitMs, id)
  return done
}

/** Not ended with the call: a query whose id nobody got to know could not be cancelled. */
const start = async (panther: Panther, ctx: Context, { sql, database }: QueryRequest): Promise<string> => {
  const { trace, state } = ctx
  const call = { trace, state, signal: new AbortController().signal }
  const input = { sql, databaseName: database }
  const { executeDataLakeQuery } = await panther.graphql(call, executeQuery, { input })
  return executeDataLakeQuery.id
}

/**
 * Runs a query, or goes on with one that was run, and cancels it when the call ends before it does.
 *
 * @throws ToolError when it fails or takes too long
 */
export const runQuery = async (panther: Panther, ctx: Context, request: QueryRequest) => {
  const opened = request.cursor === undefined ? undefined : openCursor(request.cursor)
  const id = opened?.query ?? (await start(panther, ctx, request))
  try {
    ctx.signal.throwIfAborted()
    const { found, message } = await resultsOf(panther, ctx, id, request, opened?.page)
    const { endCursor, hasNextPage } = found.pageInfo
    return {
      id,
      found,
      message,
      next: hasNextPage && endCursor ? sealCursor({ query: id, page: endCursor }) : null,
    }
  } catch (error) {
    const isOver = error instanceof ToolError && error.data?.status !== undefined && error.code !== 'TIMEOUT'
    if (!opened && !isOver) await cancel(panther, ctx, id)
    throw error
  }
}
