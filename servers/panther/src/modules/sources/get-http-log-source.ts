import { tool } from 'plinth'
import { z } from 'zod'
import { path } from '../../client/path.ts'
import { type Access, reads } from '../../guards.ts'
import { id } from '../../inputs.ts'
import { text, texts } from '../../shapes.ts'

/** Bearer tokens, passwords and shared secrets come with it, and end here: only what is named is kept. */
const httpSource = z.object({
  integrationId: z.string(),
  integrationLabel: text,
  logTypes: texts,
  logStreamType: text,
  logStreamTypeOptions: z.object({ jsonArrayEnvelopeField: text }).nullish(),
  authMethod: text,
  authUsername: text,
  authHeaderKey: text,
  authHmacAlg: text,
})

export const getHttpLogSource = (access: Access) =>
  tool(
    'get_http_log_source',
    {
      title: 'Get an HTTP log source',
      description:
        'Gives the configuration of a log source that receives logs over HTTP, without its secrets',
      ...reads(access, 'LogSourceRead'),
      input: z.object({ source_id: id('The id of the log source') }),
      output: z.object({ source: httpSource }),
    },
    async ({ source_id }, ctx) => ({
      source: await access.panther.get(ctx, path`/log-sources/http/${source_id}`, httpSource, {
        missing: `HTTP log source ${JSON.stringify(source_id)}`,
      }),
    }),
  )
