import { type ComponentInfo, type Context, resource, ToolError } from 'plinth'
import { requireScopes } from 'plinth/auth'
import type { Panther } from './client/panther.ts'

export interface Facts {
  readonly panther: Panther
  readonly readOnly: boolean
}

const namesOf = (components: readonly ComponentInfo[], ...kinds: readonly ComponentInfo['kind'][]) =>
  components.filter(({ kind }) => kinds.includes(kind)).map(({ name }) => name)

/** How this server is set up, and what its caller may use of it. */
export const configResource = ({ panther, readOnly }: Facts) => {
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
      const usable = ctx.components()
      const { rest, graphql, problem } = await addressesFor(ctx)
      return {
        gql_api_url: graphql,
        rest_api_url: rest,
        problem,
        missing_settings: panther.missing,
        read_only: readOnly,
        available_tools: namesOf(usable, 'tool'),
        available_resources: namesOf(usable, 'resource', 'template'),
        available_prompts: namesOf(usable, 'prompt'),
      }
    },
  )
}
