import { ConfigError, type ConfigProblem, type Loaded, type SettingsTable } from '../config/index.ts'
import { liveChanges } from '../config/live.ts'
import type { Entry } from '../config/setting.ts'
import type { Events } from '../events.ts'
import type { Logger } from '../logger.ts'

/** What came of reading the configuration again. */
export type Reloaded =
  /** Keys of settings that have changed, and of those that are another in the file but need a restart. */
  | { readonly ok: true; readonly applied: readonly string[]; readonly refused: readonly string[] }
  /** Nothing has changed, because of these. */
  | { readonly ok: false; readonly problems: readonly ConfigProblem[] }

/** Puts a configuration to use while the server runs. Told which settings are another than before. */
export type UseConfig<C> = (config: C, changed: readonly string[]) => void

export interface ReloaderOptions<C> {
  readonly table: SettingsTable
  /** What is in use. */
  readonly loaded: Loaded<C>
  /** Whether a setting may change while the server runs. */
  readonly isLive: (entry: Entry) => boolean
  /** Reads the configuration again. */
  readonly load: () => Loaded<C>
  readonly log: Logger
  readonly events: Events
}

/** Reads the configuration again while the server runs. */
export interface Reloader<C> {
  /** Changes what may change without a restart, or nothing where anything is wrong. */
  reload(): Reloaded
  /** What is in use. */
  readonly loaded: Loaded<C>
  /** Says how a part of the server takes new settings. What throws undoes the reload. */
  uses(use: UseConfig<C>): void
}

const problemsIn = (error: unknown): readonly ConfigProblem[] => {
  if (error instanceof ConfigError) return error.problems
  return [{ name: 'configuration', message: error instanceof Error ? error.message : String(error) }]
}

const listed = (keys: readonly string[]) => (keys.length > 0 ? keys.join(', ') : 'nothing')

export const createReloader = <C extends object>(options: ReloaderOptions<C>): Reloader<C> => {
  const { table, isLive, load, log, events } = options
  const users: UseConfig<C>[] = []
  let current = options.loaded

  const use = (config: C, changed: readonly string[]) => {
    for (const each of users) each(config, changed)
  }

  const change = () => {
    const next = load()
    const { config, applied, refused } = liveChanges(table, current.config, next.config, isLive)
    try {
      use(config, applied)
    } catch (error) {
      use(current.config, applied)
      throw error
    }
    const kept = refused.flatMap(key => {
      const source = current.sources[key]
      return source === undefined ? [] : [[key, source] as const]
    })
    current = { ...next, config, sources: { ...next.sources, ...Object.fromEntries(kept) } }
    return { applied, refused }
  }

  return {
    get loaded() {
      return current
    },
    uses: user => void users.push(user),
    reload() {
      try {
        const { applied, refused } = change()
        const restart = refused.length > 0 ? `; need a restart: ${listed(refused)}` : ''
        log[refused.length > 0 ? 'warning' : 'info']('config.reloaded', {
          message: `Applied: ${listed(applied)}${restart}`,
          applied,
          refused,
        })
        events.emit('config.reloaded', { applied, refused })
        return { ok: true, applied, refused }
      } catch (error) {
        const problems = problemsIn(error)
        const message = `Nothing has changed: ${problems.map(problem => problem.message).join('; ')}`
        log.error('config.reload_failed', { message, problems })
        return { ok: false, problems }
      }
    },
  }
}
