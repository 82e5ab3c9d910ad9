import { z } from 'zod'
import { anything, nextCursor } from '../../shapes.ts'
import type { runQuery } from './run-query.ts'

/** What a query came to. */
export const queryOutput = z.object({
  status: z.literal('succeeded'),
  results: z.array(anything).describe('The rows'),
  rows_returned: z.number(),
  total_rows_available: z.number().describe('How many rows the query has in all'),
  results_truncated: z.boolean().describe('Whether there are more rows than these'),
  column_info: z.object({ order: z.array(z.string()), types: anything }),
  stats: z.object({ bytes_scanned: z.number(), execution_time: z.number(), row_count: z.number() }),
  has_next_page: z.boolean(),
  next_cursor: nextCursor,
  message: z.string(),
  query_id: z.string(),
})

export const toOutput = ({
  id,
  found,
  message,
  next,
}: Awaited<ReturnType<typeof runQuery>>): z.infer<typeof queryOutput> => {
  const rows = found.edges.map(({ node }) => node)
  const { bytesScanned, executionTime, rowCount } = found.stats
  return {
    status: 'succeeded',
    results: rows,
    rows_returned: rows.length,
    total_rows_available: Math.max(rowCount, rows.length),
    results_truncated: next !== null,
    column_info: { order: found.columnInfo.order, types: found.columnInfo.types ?? {} },
    stats: { bytes_scanned: bytesScanned, execution_time: executionTime, row_count: rowCount },
    has_next_page: next !== null,
    next_cursor: next,
    message,
    query_id: id,
  }
}
