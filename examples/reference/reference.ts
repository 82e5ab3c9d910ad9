import { z } from 'zod'
import { createBase, type ReferenceConfig } from './base.ts'
import { addCalculating } from './calculating.ts'
import type { Fetch } from './effects.ts'
import { addFetching } from './fetching.ts'
import { addFiles } from './files.ts'

/** @param fetch instead of the real one; for tests */
export const createReference = (config: ReferenceConfig, fetch?: Fetch) => {
  const server = createBase(config, fetch)
  const { previewChars, fetchHosts, fetchPerSec } = config.reference
  addFetching(server, previewChars)
  addFiles(server)
  addCalculating(server)

  server.resource(
    'reference://limits',
    { name: 'limits', description: 'What may be fetched, and how often', mimeType: 'application/json' },
    () => ({ hosts: fetchHosts.length > 0 ? fetchHosts : 'every public host', fetchPerSec }),
  )

  server.prompt(
    'bill',
    {
      description: 'Adds up the bill in a file',
      args: z.object({ path: z.string(), currency: z.string().default('EUR') }),
      complete: { currency: typed => ['EUR', 'NOK', 'USD'].filter(each => each.startsWith(typed)) },
    },
    ({ path, currency }) =>
      `Read the file ${path} with read_file and add it up with calculate_total. Give the total in ${currency}, and no other number that is not in the file.`,
  )
  return server
}
