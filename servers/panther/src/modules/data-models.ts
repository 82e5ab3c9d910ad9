import { Plinth, tool } from 'plinth'
import { z } from 'zod'
import type { Panther } from '../client/panther.ts'
import { path } from '../client/path.ts'
import { type Access, reads } from '../guards.ts'
import { cursor, cursorIn, id, limit } from '../inputs.ts'
import { flag, listOf, nextCursor, text, texts } from '../shapes.ts'

const summary = z.object({
  id: z.string(),
  displayName: text,
  description: text,
  enabled: flag,
  logTypes: texts,
  mappings: z.array(z.looseObject({ name: text, path: text, method: text })).nullish(),
  managed: flag,
  createdAt: text,
  lastModified: text,
})

const dataModel = z.looseObject({ ...summary.shape, body: text })

const listDataModels = (access: Access) =>
  tool(
    'list_data_models',
    {
      title: 'List data models',
      description:
        'Lists the data models, which give fields of different log types one name for rules in Python',
      ...reads(access, 'RuleRead'),
      input: z.object({ cursor, limit: limit(1_000, 100) }),
      output: z.object({
        data_models: z.array(summary),
        total_data_models: z.number(),
        has_next_page: z.boolean(),
        next_cursor: nextCursor,
      }),
    },
    async ({ cursor: given, limit: max }, ctx) => {
      const { results, next } = await access.panther.get(ctx, path`/data-models`, listOf(summary), {
        query: { limit: max, cursor: cursorIn(given) },
      })
      return {
        data_models: results,
        total_data_models: results.length,
        has_next_page: next !== null,
        next_cursor: next,
      }
    },
  )

const getDataModel = (access: Access) =>
  tool(
    'get_data_model',
    {
      title: 'Get a data model',
      description: 'Gives a data model with its mappings and its Python code',
      ...reads(access, 'RuleRead'),
      input: z.object({ data_model_id: id('The id of the data model') }),
      output: z.object({ data_model: dataModel }),
    },
    async ({ data_model_id }, ctx) => ({
      data_model: await access.panther.get(ctx, path`/data-models/${data_model_id}`, dataModel, {
        missing: `data model ${JSON.stringify(data_model_id)}`,
      }),
    }),
  )

/** Common names for the fields of log types. */
export const dataModels = (panther: Panther): Plinth => {
  const access = { panther, area: 'data-models' }
  const module = new Plinth({ name: 'data-models' })
  module.add(listDataModels(access))
  module.add(getDataModel(access))
  return module
}
