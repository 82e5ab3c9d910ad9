import { Plinth, tool } from 'plinth'
import { z } from 'zod'
import type { Panther } from '../client/panther.ts'
import { path } from '../client/path.ts'
import { type Access, reads } from '../guards.ts'
import { cursor, cursorIn, id, limit } from '../inputs.ts'
import { flag, listOf, nextCursor, text } from '../shapes.ts'

const user = z.looseObject({
  id: text,
  email: text,
  givenName: text,
  familyName: text,
  role: z.looseObject({ id: text, name: text }).nullish(),
  enabled: flag,
  status: text,
  createdAt: text,
  lastLoggedInAt: text,
})

const listUsers = (access: Access) =>
  tool(
    'list_users',
    {
      title: 'List users',
      description: 'Lists the people who have an account in Panther, with their ids and roles',
      ...reads(access, 'UserRead'),
      input: z.object({ cursor, limit: limit(60, 60) }),
      output: z.object({
        users: z.array(user),
        total_users: z.number(),
        has_next_page: z.boolean(),
        next_cursor: nextCursor,
      }),
    },
    async ({ cursor: given, limit: max }, ctx) => {
      const { results, next } = await access.panther.get(ctx, path`/users`, listOf(user), {
        query: { limit: max, cursor: cursorIn(given) },
      })
      return { users: results, total_users: results.length, has_next_page: next !== null, next_cursor: next }
    },
  )

const getUser = (access: Access) =>
  tool(
    'get_user',
    {
      title: 'Get a user',
      description: 'Gives everything of one account: name, address, role, and when it was last used',
      ...reads(access, 'UserRead'),
      input: z.object({ user_id: id('The id of the user') }),
      output: z.object({ user }),
    },
    async ({ user_id }, ctx) => ({
      user: await access.panther.get(ctx, path`/users/${user_id}`, user, {
        missing: `user ${JSON.stringify(user_id)}`,
      }),
    }),
  )

/** People who use Panther. */
export const users = (panther: Panther): Plinth => {
  const access = { panther, area: 'users' }
  const module = new Plinth({ name: 'users' })
  module.add(listUsers(access))
  module.add(getUser(access))
  return module
}
