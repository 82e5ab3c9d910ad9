import type { ExtraSettings } from '../config/index.ts'
import type { MakeServer, RunOptions } from './run.ts'
import { tellRun } from './run-channel.ts'

/**
 * As `Plinth.run`, for a server whose declarations depend on the configuration.
 *
 * @param make gets the configuration, with the sections of `options.extra`, and gives the server
 * @example
 * import { url } from 'plinth/config'
 *
 * const extra = { weather: { url: url({ description: 'The weather service to ask' }) } }
 * await run(
 *   config => {
 *     const server = new Plinth({ name: 'weather' })
 *     server.tool('source', {}, () => config.weather.url ?? 'none')
 *     return server
 *   },
 *   { extra },
 * )
 */
export const run = async <Extra extends ExtraSettings = Record<never, never>>(
  make: MakeServer<Extra>,
  options?: RunOptions<Extra>,
): Promise<void> => {
  tellRun({})
  const loaded = await import('./run.ts')
  await loaded.run(make, options)
}
