import process from 'node:process'
import { z } from 'zod'
import { commandTool } from '../command/index.ts'
import { secret, url } from '../config/index.ts'
import { requestLog } from '../middleware/index.ts'
import { Plinth } from '../plinth.ts'
import { run } from './start.ts'

const extra = {
  vault: { key: secret({ description: 'Key of the vault' }), url: url({ description: 'Where it is' }) },
}

/** Handles secrets as carelessly as a server may. */
await run(
  ({ vault }) => {
    const server = new Plinth({ name: 'secrets' })
    server.use(requestLog({ log: server.runtime.log, payloads: true }))
    server.tool('fails', {}, () => {
      throw new Error(`cannot reach ${vault.url}, with ${vault.key}`, { cause: process.env.PLANTED_API_KEY })
    })
    server.tool('logs', {}, (_, ctx) => {
      ctx.log.warning('asking the vault', {
        url: vault.url,
        authorization: `Bearer ${vault.key}`,
        password: vault.key,
      })
      return 'logged'
    })
    server.tool(
      'signs_in',
      { input: z.object({ user: z.string(), password: z.string() }) },
      ({ user }) => user,
    )
    server.tool('fetches', {}, async () => {
      await fetch(`${vault.url}`.replace(/\/\/[^@]*@/, '//'), { headers: { 'x-api-key': vault.key ?? '' } })
      return 'fetched'
    })
    server.add(commandTool({ name: 'environment', command: 'env', target: false, input: z.object({}) }))
    server.health({
      name: 'vault',
      priority: 'low',
      check: () => ({
        status: 'unhealthy',
        message: `no answer from ${vault.url}`,
        metadata: { token: vault.key },
      }),
    })
    return server
  },
  { extra },
)
