import { type Context, type Plinth, resource, ToolError } from 'plinth'
import { requireScopes } from 'plinth/auth'
import type { Panther } from './client/panther.ts'

export interface Facts {
  readonly panther: Panther
  readonly readOnly: boolean
}

const NOBODY = { id: 'nobody', scopes: [] }

/** How this server is set up, and what its caller may use of it. */
export const configResource = (server: Plinth, { panther, readOnly }: Facts) => {
  const { runtime } = server

  /** Whoever looks here wants to know why something does not work. */
  const addressesFor = async (ctx: Context) => {
    try {
      return { ...(await panther.addresses(ctx)), problem: null }
    } catch (error) {
      if (!(error instanceof ToolError)) throw error
      return { rest: null, graphql: null, problem: error.message }
    }
  }

  return resource(
    'config://panther',
    {
      name: 'config',
      title: 'How this server is connected',
      description: 'Where Panther is, what is missing to reach it, and what there is to use',
      mimeType: 'application/json',
      use: [requireScopes()],
    },
    async ctx => {
      const { tools, resources, templates, prompts } = runtime.catalogue.current
      const usable = (entries: typeof tools | typeof resources | typeof templates | typeof prompts) =>
        [...entries].flatMap(([name, entry]) => (runtime.mayUse(entry, ctx.principal ?? NOBODY) ? name : []))
      const { rest, graphql, problem } = await addressesFor(ctx)
      return {
        gql_api_url: graphql,
        rest_api_url: rest,
        problem,
        missing_settings: panther.missing,
        read_only: readOnly,
        available_tools: usable(tools),
        available_resources: [...usable(resources), ...usable(templates)],
        available_prompts: usable(prompts),
      }
    },
  )
}
