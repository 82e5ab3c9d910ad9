import type { Hono } from 'hono'
import { Declarations, type Definition } from './catalogue/declarations.ts'
import { createHandle, type Handle } from './catalogue/handle.ts'
import type { DefinitionOf, Servable } from './catalogue/servable.ts'
import type { ExtraSettings } from './config/index.ts'
import type { Context } from './define/context.ts'
import type { Lifespan } from './define/lifespan.ts'
import type { AnyMiddleware, Middleware } from './define/middleware.ts'
import { type PromptDefinition, type PromptHandler, type PromptOptions, prompt } from './define/prompt.ts'
import {
  type ResourceDefinition,
  type ResourceHandler,
  type ResourceOptions,
  type ResourceReturn,
  resource,
  type TemplateDefinition,
  type TemplateHandler,
  type TemplateOptions,
} from './define/resource.ts'
import { compileSchema, type InputOf, type OutputOf, type Schema } from './define/schema.ts'
import {
  type Icon,
  type Tool,
  type ToolDefinition,
  type ToolHandler,
  type ToolOptions,
  tool,
} from './define/tool.ts'
import type { Variables } from './define/variables.ts'
import { METHODS, type Method } from './dispatch/request.ts'
import type { HealthCheck } from './operate/health-check.ts'
import type { MakeServer, RunOptions } from './server/run.ts'
import { createRuntime, type Runtime, type RuntimeOptions } from './server/runtime.ts'

/** What a server or a module is told at its declaration. */
export interface PlinthOptions<Deps, Config extends Schema | undefined> extends RuntimeOptions {
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
  /** For filters; a mounted module gives its tags to its components. */
  readonly tags?: readonly string[]
  /** What a module can be mounted with; its lifespan gets it checked. */
  readonly config?: Config
  /** Makes what handlers share; see {@link Lifespan}. */
  readonly lifespan?: Lifespan<Deps, Config extends Schema ? OutputOf<Config> : undefined>
}

export interface MountOptions<Config extends Schema | undefined> {
  /** Set before names: `{prefix}_{tool}`, `{scheme}://{prefix}/{path}`. Default: none. */
  readonly prefix?: string
  /** For the module's lifespan. */
  readonly config?: Config extends Schema ? InputOf<Config> : never
}

/** The context that a server gives to its handlers. */
export type ContextOf<P> = P extends Plinth<infer Deps, infer Adds, infer _> ? Context<Deps> & Adds : never

/**
 * A server, and a module for other servers: tools, resources and prompts, with the middleware around them and what
 * they share. The order of declarations does not matter.
 *
 * @typeParam Deps what the lifespan makes: `ctx.deps`
 * @typeParam Adds what middleware adds to the context, see {@link Plinth.with}
 * @example
 * const server = new Plinth({ name: 'greeter', version: '1.0.0' })
 * server.tool('greet', { input: z.object({ name: z.string() }) }, ({ name }) => `Hello, ${name}`)
 * await server.run()
 */
export class Plinth<Deps = object, Adds = unknown, Config extends Schema | undefined = undefined> {
  readonly options: PlinthOptions<Deps, Config>
  readonly #declarations: Declarations
  #runtime: Runtime | undefined

  constructor(options: PlinthOptions<Deps, Config>) {
    if (!options?.name) throw new TypeError('A server needs a name: new Plinth({ name: "weather" })')
    this.options = options
    this.#declarations = new Declarations({
      name: options.name,
      tags: options.tags ?? [],
      lifespan: options.lifespan as Lifespan | undefined,
      config:
        options.config && compileSchema(options.config, `the configuration of "${options.name}"`, 'input'),
    })
  }

  /**
   * Declares a tool.
   *
   * @returns a handle: enable, disable, update, and the value to call the tool by in tests
   * @throws TypeError when the name or a schema cannot be published
   * @throws Error when there is a tool of that name
   */
  tool<I extends Schema | undefined = undefined, O extends Schema | undefined = undefined>(
    name: string,
    options: ToolOptions<I, O>,
    handler: ToolHandler<I, O, Context<Deps> & Adds>,
  ): Tool<I, O, Context<Deps> & Adds> & Handle<ToolDefinition> {
    return this.add(tool(name, options, handler))
  }

  /** Declares a resource, or a template when the URI holds variables. See {@link resource}. */
  resource<const Uri extends `${string}{${string}`>(
    uri: Uri,
    options: TemplateOptions<Variables<Uri>>,
    handler: TemplateHandler<Uri, Context<Deps> & Adds>,
  ): Handle<TemplateDefinition>
  resource(
    uri: string,
    options: ResourceOptions,
    handler: ResourceHandler<Context<Deps> & Adds>,
  ): Handle<ResourceDefinition>
  resource(
    uri: string,
    options: TemplateOptions,
    handler: (...args: never[]) => unknown,
  ): Handle<ResourceDefinition | TemplateDefinition> {
    return createHandle(this.#declarations, resource(uri, options, handler as () => ResourceReturn))
  }

  /** Declares a prompt. See {@link prompt}. */
  prompt<A extends Schema | undefined = undefined>(
    name: string,
    options: PromptOptions<A>,
    handler: PromptHandler<A, Context<Deps> & Adds>,
  ): Handle<PromptDefinition> {
    return createHandle(this.#declarations, prompt(name, options, handler))
  }

  /** Serves a tool, resource or prompt that was declared without a server. */
  add<D extends Definition>(definition: Servable<D, Context<Deps> & Adds>): D & Handle<DefinitionOf<D>> {
    const handle = createHandle(this.#declarations, definition as Definition)
    return Object.defineProperties({ ...definition }, Object.getOwnPropertyDescriptors(handle)) as never
  }

  /**
   * Serves a module's components under this server, and follows its changes. A module may be mounted several times,
   * with a prefix, a configuration and a lifespan of its own each time.
   *
   * @throws Error when the module would contain itself
   */
  mount<D, A, C extends Schema | undefined>(module: Plinth<D, A, C>, options: MountOptions<C> = {}): this {
    this.#declarations.mount({ module: module.#declarations, prefix: options.prefix, config: options.config })
    return this
  }

  /** As {@link Plinth.mount}, of the module as it is now: what changes in it later does not show here. */
  import<D, A, C extends Schema | undefined>(module: Plinth<D, A, C>, options: MountOptions<C> = {}): this {
    this.#declarations.mount({
      module: module.#declarations.copy(),
      prefix: options.prefix,
      config: options.config,
    })
    return this
  }

  /** Puts middleware around every request, or around requests of the methods given. The first is the outermost. */
  use(
    ...given:
      | readonly AnyMiddleware[]
      | readonly [methods: Method | readonly Method[], ...middleware: readonly AnyMiddleware[]]
  ): this {
    const [first, ...rest] = given
    const scoped = typeof first === 'string' || Array.isArray(first)
    const methods = scoped ? new Set<string>([first].flat()) : undefined
    for (const method of methods ?? [])
      if (!METHODS.some(known => known === method))
        throw new TypeError(`use() knows no method "${method}": the methods are ${METHODS.join(', ')}`)
    for (const middleware of scoped ? rest : given) {
      if (typeof middleware !== 'function')
        throw new TypeError('use() takes middleware: functions of (ctx, next)')
      this.#declarations.use({ methods, middleware })
    }
    return this
  }

  /**
   * As {@link Plinth.use}, for middleware that adds to the context: handlers declared on what it returns see the
   * additions in their type.
   *
   * @example
   * const secured = server.with(bearer({ tokens }))
   * secured.tool('whoami', {}, (_, ctx) => ctx.principal.id)
   */
  with<More>(middleware: Middleware<More>): Plinth<Deps, Adds & More, Config> {
    this.use(middleware)
    return this as unknown as Plinth<Deps, Adds & More, Config>
  }

  /** The running side of this server, made when it is first needed. For transports and tests. */
  get runtime(): Runtime {
    this.#runtime ??= createRuntime(this.#declarations, this.options)
    return this.#runtime
  }

  /**
   * Declares routes beside the MCP endpoint, on a hono app. They are behind the same credential as the endpoint, and
   * its checks of `Host` and `Origin`. Only the HTTP transport serves them.
   *
   * @param options.public whether callers need no credential. Default false
   * @example
   * server.http(app => app.get('/version', c => c.json({ version: '1.0.0' })), { public: true })
   */
  http(configure: (app: Hono) => void, options: { readonly public?: boolean } = {}): this {
    this.runtime.routes.push({ configure, public: options.public ?? false })
    return this
  }

  /** Adds a health check to those of the server itself; see `GET /health`. Of the server that runs, not of modules. */
  health(check: HealthCheck): this {
    this.runtime.checks.push(check)
    return this
  }

  /**
   * Serves until the process is told to stop: on stdio, or over HTTP with `MCP_SERVER_TRANSPORT=http`. Configuration
   * comes from the environment, from the file that `MCP_CONFIG_FILE` names, and from `.env`.
   *
   * On a configuration that is not valid it writes what is wrong to stderr, and ends the process with code 1.
   */
  run(): Promise<void> {
    return run(() => this)
  }

  /** Closes what lifespans opened. */
  async close(): Promise<void> {
    await this.#runtime?.close()
  }
}

/**
 * As {@link Plinth.run}, for a server whose declarations depend on the configuration.
 *
 * @param make gets the configuration, with the sections of `options.extra`, and gives the server
 * @example
 * import { url } from 'plinth/config'
 *
 * const extra = { weather: { url: url({ description: 'The weather service to ask' }) } }
 * await run(config => createServer({ weather: config.weather.url }), { extra })
 */
export const run = async <Extra extends ExtraSettings = Record<never, never>>(
  make: MakeServer<Extra>,
  options?: RunOptions<Extra>,
): Promise<void> => {
  const loaded = await import('./server/run.ts')
  await loaded.run(make, options)
}
