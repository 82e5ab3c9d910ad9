import { type Clock, systemClock } from '../clock.ts'
import { type Breaker, type BreakerChange, createBreaker } from '../middleware/breaker.ts'
import { breakerOptions } from '../middleware/breaker-options.ts'
import { type Bulkhead, createBulkhead } from '../middleware/bulkhead.ts'
import type { CommandSystem } from './command-options.ts'
import { checkCommand, type ProgramFinder, programFinder } from './program.ts'
import {
  type BreakerSettings,
  type CommandSettings,
  type CommandSettingsUpdate,
  defaultCommandSettings,
  updateSettings,
} from './settings.ts'

/** What a server and its operators need of a command tool beside calling it. */
export interface CommandControls {
  /** The program's name. */
  readonly command: string
  readonly settings: CommandSettings
  /** Made with the settings of that moment when it is first needed. */
  readonly breaker: Breaker
  /** Made with the settings of that moment when it is first needed. */
  readonly bulkhead: Bulkhead
  /**
   * Hears of each change of the breaker, once it is complete.
   *
   * @returns a function that ends it
   */
  onBreakerChange(listener: (change: BreakerChange) => void): () => void
  /** Whether the program is installed. */
  available(): Promise<boolean>
  /**
   * Changes the general settings. What the tool says of itself stands. Concurrency and breaker keep what they had when
   * the tool was first used; everything else holds from the next call on.
   */
  configure(update: CommandSettingsUpdate): void
}

/** As the tool itself sees it. */
export interface CommandState extends CommandControls {
  readonly clock: Clock
  readonly programs: ProgramFinder
}

export interface StateOptions {
  readonly command: string
  readonly concurrency?: number
  readonly queue?: number
  readonly breaker?: Partial<BreakerSettings>
  readonly settings?: CommandSettingsUpdate
  readonly system?: CommandSystem
}

const lazy = <T>(make: () => T): (() => T) => {
  let made: { readonly value: T } | undefined
  return () => {
    made ??= { value: make() }
    return made.value
  }
}

/** What one tool keeps between calls. */
export const commandState = (options: StateOptions): CommandState => {
  const { system = {} } = options
  const clock = system.clock ?? systemClock
  const command = checkCommand(options.command)
  const programs = system.programs ?? programFinder({ clock })
  let settings = updateSettings(defaultCommandSettings, options.settings ?? {})

  const listeners = new Set<(change: BreakerChange) => void>()

  const breaker = lazy(() => {
    return createBreaker({
      ...breakerOptions({ ...settings.breaker, ...options.breaker }),
      clock,
      onChange: change => {
        for (const listener of listeners) listener(change)
      },
      ...(system.random ? { random: system.random } : {}),
    })
  })
  const bulkhead = lazy(() =>
    createBulkhead({
      concurrency: options.concurrency ?? settings.defaultConcurrency,
      ...(options.queue === undefined ? {} : { queue: options.queue }),
    }),
  )
  return {
    command: command.slice(command.lastIndexOf('/') + 1),
    clock,
    programs,
    get settings() {
      return settings
    },
    get breaker() {
      return breaker()
    },
    get bulkhead() {
      return bulkhead()
    },
    onBreakerChange(listener) {
      const own = (change: BreakerChange) => listener(change)
      listeners.add(own)
      return () => void listeners.delete(own)
    },
    available: async () => (await programs.find(command)) !== undefined,
    configure(update) {
      settings = updateSettings(settings, update)
    },
  }
}

const isControls = (value: unknown): value is CommandControls =>
  typeof value === 'object' && value !== null && 'configure' in value && 'breaker' in value

/**
 * The controls of a tool that `commandTool` made; undefined for every other tool.
 *
 * @example
 * const ping = commandTool({ name: 'ping', command: 'ping' })
 * commandControlsOf(ping)?.command // 'ping'
 * commandControlsOf(tool('pong', {}, () => 'pong')) // undefined
 */
export const commandControlsOf = (tool: object): CommandControls | undefined =>
  'command' in tool && isControls(tool.command) ? tool.command : undefined
