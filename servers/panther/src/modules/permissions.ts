import { Plinth, tool } from 'plinth'
import { z } from 'zod'
import type { Panther } from '../client/panther.ts'
import { PERMISSIONS } from '../client/permission-names.ts'
import { type Access, reads } from '../guards.ts'

const getPermissions = (access: Access) =>
  tool(
    'get_permissions',
    {
      title: 'Get permissions',
      description:
        "Tells what this server's API token may do in Panther, by the names that people see there. For when something was " +
        'refused: a person can add what is missing.',
      ...reads(access),
      output: z.object({ permissions: z.array(z.string()) }),
    },
    async (_, ctx) => ({
      permissions: [...(await access.panther.permissions.list(ctx, { fresh: true }))].map(
        permission => PERMISSIONS[permission],
      ),
    }),
  )

/** What the API token of this server may do. */
export const permissions = (panther: Panther): Plinth => {
  const module = new Plinth({ name: 'permissions' })
  module.add(getPermissions({ panther, area: 'permissions' }))
  return module
}
