import { Plinth, tool } from 'plinth'
import { z } from 'zod'
import type { Panther } from '../client/panther.ts'
import { path } from '../client/path.ts'
import { type Access, reads } from '../guards.ts'
import { cursor, cursorIn, id, limit, optional } from '../inputs.ts'
import { listOf, nextCursor, text, texts } from '../shapes.ts'

const summary = z.object({
  id: z.string(),
  description: text,
  tags: texts,
  createdAt: text,
  lastModified: text,
})

const helper = z.looseObject({ ...summary.shape, body: text })

const word = optional(z.string())

const listGlobalHelpers = (access: Access) =>
  tool(
    'list_global_helpers',
    {
      title: 'List global helpers',
      description:
        'Lists the Python modules that detections share, without their code, which get_global_helper gives',
      ...reads(access, 'RuleRead'),
      input: z.object({
        cursor,
        limit: limit(1_000, 100),
        name_contains: word.describe('Only those with this in their name, in any case'),
        created_by: word.describe('Only those made by the user or token with this id'),
        last_modified_by: word.describe('Only those last changed by the user or token with this id'),
      }),
      output: z.object({
        global_helpers: z.array(summary),
        total_global_helpers: z.number(),
        has_next_page: z.boolean(),
        next_cursor: nextCursor,
      }),
    },
    async ({ cursor: given, limit: max, name_contains, created_by, last_modified_by }, ctx) => {
      const { results, next } = await access.panther.get(ctx, path`/globals`, listOf(summary), {
        query: {
          limit: max,
          cursor: cursorIn(given),
          'name-contains': name_contains || undefined,
          'created-by': created_by || undefined,
          'last-modified-by': last_modified_by || undefined,
        },
      })
      return {
        global_helpers: results,
        total_global_helpers: results.length,
        has_next_page: next !== null,
        next_cursor: next,
      }
    },
  )

const getGlobalHelper = (access: Access) =>
  tool(
    'get_global_helper',
    {
      title: 'Get a global helper',
      description: 'Gives a Python module that detections share, with its code',
      ...reads(access, 'RuleRead'),
      input: z.object({ helper_id: id('The id of the helper') }),
      output: z.object({ global_helper: helper }),
    },
    async ({ helper_id }, ctx) => ({
      global_helper: await access.panther.get(ctx, path`/globals/${helper_id}`, helper, {
        missing: `global helper ${JSON.stringify(helper_id)}`,
      }),
    }),
  )

/** Python that detections share. */
export const globalHelpers = (panther: Panther): Plinth => {
  const access = { panther, area: 'global-helpers' }
  const module = new Plinth({ name: 'global-helpers' })
  module.add(listGlobalHelpers(access))
  module.add(getGlobalHelper(access))
  return module
}
