import { Plinth } from 'plinth'
import { annotations, description, input, others } from './tools.ts'

/** The same server for every transport. */
export const server = new Plinth({ name: 'bench', version: '1.0.0' })
for (const name of ['echo', ...others])
  server.tool(name, { description, input, annotations }, async ({ text }) => text)
