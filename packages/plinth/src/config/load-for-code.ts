import { type ExtraSettings, type Loaded, type LoadOptions, loadConfig as load } from './load.ts'
import type { ConfigOf } from './setting.ts'
import type { Config } from './settings.ts'
import { watchSections } from './watch-sections.ts'

/** For the whole process, and at most one name for each section: what a program looked at before it runs a server. */
const seen = new Set<string>()

/** The sections that code looked at which loads the configuration itself, and then runs a server. */
export const seenByCode: ReadonlySet<string> = seen

/**
 * Loads the configuration: environment variables over `.env` over the configuration file over the profile's
 * defaults over the general ones. Numbers out of range are clamped; everything else that is wrong is refused.
 *
 * @throws ConfigError with all problems that were found
 * @example
 * const { config } = loadConfig({ env: { MCP_SERVER_TRANSPORT: 'http', MCP_PORT: '9000' }, dotenv: false })
 * config.server.port // 9000
 */
export const loadConfig = <Extra extends ExtraSettings = Record<never, never>>(
  options: LoadOptions<Extra> = {},
): Loaded<Config & ConfigOf<Extra>> => {
  const loaded = load(options)
  return { ...loaded, config: watchSections(loaded.config, seen).config }
}
