import { Plinth, tool } from 'plinth'
import { z } from 'zod'
import type { Panther } from '../client/panther.ts'
import { path } from '../client/path.ts'
import { type Access, reads } from '../guards.ts'
import { filterBy, id, optional } from '../inputs.ts'
import { listOf, nextCursor, text, texts } from '../shapes.ts'

const summary = z.object({
  id: z.string(),
  name: text,
  permissions: texts,
  logTypeAccess: texts,
  logTypeAccessKind: text,
  createdAt: text,
  updatedAt: text,
})

const role = z.looseObject(summary.shape)

const listRoles = (access: Access) =>
  tool(
    'list_roles',
    {
      title: 'List roles',
      description: 'Lists the roles that users may have, with the permissions of each',
      ...reads(access, 'UserRead'),
      input: z.object({
        name_contains: optional(z.string()).describe('Only those with this in their name, in any case'),
        name: optional(z.string()).describe(
          'Only the one with exactly this name, whatever else is asked for',
        ),
        role_ids: filterBy('Only those with these ids'),
        sort_dir: optional(z.enum(['asc', 'desc']))
          .default('asc')
          .describe('In which order of their names'),
      }),
      output: z.object({
        roles: z.array(summary),
        total_roles: z.number(),
        has_next_page: z.boolean(),
        next_cursor: nextCursor,
      }),
    },
    async ({ name_contains, name, role_ids, sort_dir }, ctx) => {
      const { results, next } = await access.panther.get(ctx, path`/roles`, listOf(summary), {
        query: {
          'name-contains': name_contains || undefined,
          name: name || undefined,
          ids: role_ids.length === 0 ? undefined : role_ids.join(','),
          'sort-dir': sort_dir ?? undefined,
        },
      })
      return { roles: results, total_roles: results.length, has_next_page: next !== null, next_cursor: next }
    },
  )

const getRole = (access: Access) =>
  tool(
    'get_role',
    {
      title: 'Get a role',
      description: 'Gives everything of one role: its permissions, and the log types that it may see',
      ...reads(access, 'UserRead'),
      input: z.object({ role_id: id('The id of the role') }),
      output: z.object({ role }),
    },
    async ({ role_id }, ctx) => ({
      role: await access.panther.get(ctx, path`/roles/${role_id}`, role, {
        missing: `role ${JSON.stringify(role_id)}`,
      }),
    }),
  )

/** What users may do. */
export const roles = (panther: Panther): Plinth => {
  const access = { panther, area: 'roles' }
  const module = new Plinth({ name: 'roles' })
  module.add(listRoles(access))
  module.add(getRole(access))
  return module
}
