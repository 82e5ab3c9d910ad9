import { Plinth, tool } from 'plinth'
import { z } from 'zod'
import type { Panther } from '../client/panther.ts'
import { path } from '../client/path.ts'
import { type Access, reads } from '../guards.ts'
import { cursor, cursorIn, limit, optional } from '../inputs.ts'
import { count, flag, listOf, nextCursor, text } from '../shapes.ts'

const summary = z.object({
  id: z.string(),
  name: text,
  description: text,
  schedule: z
    .looseObject({ cron: text, disabled: flag, rateMinutes: count, timeoutMinutes: count })
    .nullish(),
  managed: flag,
  createdAt: text,
  updatedAt: text,
})

const query = summary.extend({ sql: text })

const listScheduledQueries = (access: Access) =>
  tool(
    'list_scheduled_queries',
    {
      title: 'List scheduled queries',
      description:
        'Lists the queries that Panther runs on a schedule, without their SQL, which get_scheduled_query gives',
      ...reads(access, 'DataAnalyticsRead'),
      input: z.object({
        cursor,
        limit: limit(1_000, 100),
        name_contains: optional(z.string()).describe(
          'Only those with this in their name, in any case; looked at on the page that was fetched',
        ),
      }),
      output: z.object({
        queries: z.array(summary),
        total_queries: z.number(),
        has_next_page: z.boolean(),
        next_cursor: nextCursor,
      }),
    },
    async ({ cursor: given, limit: max, name_contains }, ctx) => {
      const { results, next } = await access.panther.get(ctx, path`/queries`, listOf(summary), {
        query: { limit: max, cursor: cursorIn(given) },
      })
      const wanted = (name_contains ?? '').toLowerCase()
      const queries = results.filter(({ name }) => (name ?? '').toLowerCase().includes(wanted))
      return { queries, total_queries: queries.length, has_next_page: next !== null, next_cursor: next }
    },
  )

const getScheduledQuery = (access: Access) =>
  tool(
    'get_scheduled_query',
    {
      title: 'Get a scheduled query',
      description: 'Gives everything of a scheduled query: its SQL and when it runs',
      ...reads(access, 'DataAnalyticsRead'),
      input: z.object({ query_id: z.guid().describe('The id of the query, a UUID') }),
      output: z.object({ query }),
    },
    async ({ query_id }, ctx) => ({
      query: await access.panther.get(ctx, path`/queries/${query_id}`, query, {
        missing: `scheduled query ${JSON.stringify(query_id)}`,
      }),
    }),
  )

/** Queries that Panther runs by itself. */
export const scheduledQueries = (panther: Panther): Plinth => {
  const access = { panther, area: 'scheduled-queries' }
  const module = new Plinth({ name: 'scheduled-queries' })
  module.add(listScheduledQueries(access))
  module.add(getScheduledQuery(access))
  return module
}
