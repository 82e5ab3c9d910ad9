import type { Bus } from '../bus.ts'
import type { Filter } from '../catalogue/filter.ts'
import type { Clock } from '../clock.ts'
import type { CacheHint } from '../define/cache-hint.ts'
import type { Principal } from '../define/context.ts'
import type { Authentication } from '../define/credential.ts'
import type { Lifespan } from '../define/lifespan.ts'
import type { InputOf, OutputOf, Schema } from '../define/schema.ts'
import type { Icon } from '../define/tool.ts'
import type { UnknownArguments } from '../define/unknown-arguments.ts'
import type { Logger } from '../logger.ts'
import type { Store } from '../store.ts'
import type { TasksOptions } from '../tasks/options.ts'
import type { Announceable } from './capabilities.ts'

/** How a server runs, as far as its code decides it; the configuration decides the rest. */
export interface RuntimeOptions {
  /** Where time comes from. Default: the machine's clock. */
  readonly clock?: Clock
  /** Where log lines go. Default: nowhere until `run()`, which logs to stderr. */
  readonly log?: Logger
  /** Carries changes to every replica. Default: inside of this process. */
  readonly bus?: Bus
  /**
   * Keeps session state and steps of `ctx.once`. Without one, session state lives in this process, and steps are
   * at-least-once.
   */
  readonly store?: Store
  /**
   * Work that outlives its request: where tasks are kept, and how they are carried out. Tools say with `task` which
   * calls become tasks. Default: none, and such calls wait for their result.
   */
  readonly tasks?: TasksOptions
  /** Secrets that seal the state of questions, the newest first. Default: `MCP_STATE_KEYS`, or a random one. */
  readonly stateKeys?: readonly string[]
  /** How long a question may stay unanswered, in milliseconds. Default 1 hour. */
  readonly questionTtlMs?: number
  /** How many items one page of a list holds. Default 500. */
  readonly pageSize?: number
  /** How long clients may keep lists. Default: not at all, and private. */
  readonly listCache?: CacheHint
  /** How callers are known over HTTP. Default: what the configuration says, else nobody is known. */
  readonly auth?: Authentication
  /**
   * Who calls on stdio, where the client starts the server itself and no credential is checked. Default: nobody is
   * known, and what requires scopes or roles is refused there.
   */
  readonly localPrincipal?: Principal
  /**
   * Who calls over HTTP where nothing is there to know callers by: neither `auth` nor credentials in the configuration.
   * Everybody who reaches the server is this one principal then, to scopes, limits, caches and session state. So it counts
   * only while the server listens on loopback and trusts no proxies, or where the operator has said
   * `MCP_SERVER_ALLOW_UNAUTHENTICATED=true`; elsewhere nobody is known, and the log says so. Default: nobody is known, and
   * what requires scopes or roles is refused.
   */
  readonly unauthenticatedPrincipal?: Principal
  /**
   * What tools do with arguments that they do not declare, unless they say themselves: `refuse` answers with an error that
   * names them and what may have been meant, `ignore` goes on without them. What clients are known to add of their own
   * (`toolCallId`, `tool_call_description`, names that begin with one `_`) is left out in either case. Default:
   * `MCP_UNKNOWN_ARGUMENTS`, else `refuse`.
   */
  readonly unknownArguments?: UnknownArguments
  /**
   * Kinds of components of which the first may be declared while clients are connected. What a server can do is told once,
   * when a client connects: one that heard of no prompts looks for none, whatever is declared later. Default: the kinds
   * that are declared by then.
   *
   * @example
   * const server = new Plinth({ name: 'plugins', announces: ['tools', 'prompts'] })
   */
  readonly announces?: readonly Announceable[]
  /** Which components are served; `TOOL_INCLUDE` and its like may leave out more. Default: all. */
  readonly filter?: Filter
}

/** What a server says of itself, and how it runs. */
export interface ServerOptions extends RuntimeOptions {
  /** Names the server for clients, and the module for `MCP_ENABLED_MODULES`. */
  readonly name: string
  /** Default `0.0.0`. */
  readonly version?: string
  /** A name for people. */
  readonly title?: string
  readonly description?: string
  /** Tells a model how to use this server. */
  readonly instructions?: string
  readonly websiteUrl?: string
  readonly icons?: readonly Icon[]
}

/** What a server or a module is told at its declaration. */
export interface PlinthOptions<Deps, Config extends Schema | undefined> extends ServerOptions {
  /** For filters, and shown in `_meta`: the components of a server or a module have its tags too. */
  readonly tags?: readonly string[]
  /** What a module can be mounted with; its lifespan gets it checked. */
  readonly config?: Config
  /** Makes what handlers share; see {@link Lifespan}. */
  readonly lifespan?: Lifespan<Deps, Config extends Schema ? OutputOf<Config> : undefined>
}

/** Required where the schema takes neither an empty object nor nothing. */
type ConfigOption<Config> = Config extends Schema
  ? Record<never, never> extends InputOf<Config>
    ? MayHaveConfig<InputOf<Config>>
    : undefined extends InputOf<Config>
      ? MayHaveConfig<InputOf<Config>>
      : Required<MayHaveConfig<InputOf<Config>>>
  : MayHaveConfig<never>

interface MayHaveConfig<Config> {
  /** For the module's lifespan, checked by the module's own schema. */
  readonly config?: Config
}

/** How a module is mounted in a server, or in another module. */
export type MountOptions<Config extends Schema | undefined> = PrefixOption & ConfigOption<Config>

/** What has to be said of a mount: nothing, unless the module requires a configuration. */
export type MountArguments<Config extends Schema | undefined> =
  Record<never, never> extends MountOptions<Config>
    ? [options?: MountOptions<Config>]
    : [options: MountOptions<Config>]

interface PrefixOption {
  /**
   * Set before names: `{prefix}_{tool}`, `{scheme}://{prefix}/{path}`. 1 to 64 letters, digits, `_`, `-` or `.`.
   * Default: none.
   */
  readonly prefix?: string
}
