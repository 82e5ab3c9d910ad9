import type { Hono } from 'hono'
import { Declarations, type Definition } from './catalogue/declarations.ts'
import { createHandle, type Handle } from './catalogue/handle.ts'
import type { DefinitionOf, Servable } from './catalogue/servable.ts'
import type { Context } from './define/context.ts'
import type { Lifespan } from './define/lifespan.ts'
import type { Middleware } from './define/middleware.ts'
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
import { compileSchema, type Schema } from './define/schema.ts'
import { type Tool, type ToolDefinition, type ToolHandler, type ToolOptions, tool } from './define/tool.ts'
import type { Variables } from './define/variables.ts'
import { layersOf, type MiddlewareUse } from './dispatch/layers.ts'
import type { HealthCheck } from './operate/health-check.ts'
import type { Instrument } from './operate/metric-families.ts'
import { attach, noAttachments } from './server/attachments.ts'
import type { MountArguments, PlinthOptions } from './server/options.ts'
import { createRuntime, type Runtime } from './server/runtime.ts'
import { run } from './server/start.ts'
import type { RouteEnv } from './transports/custom-routes.ts'

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
  readonly #attachments = noAttachments()
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
   * Declares a tool. See {@link tool} for its parts.
   *
   * @returns a handle: enable, disable, update, and the value to call the tool by in tests
   * @throws TypeError when the name or a schema cannot be published
   * @throws Error when there is a tool of that name
   * @example
   * const forecast = server.tool(
   *   'forecast',
   *   { description: 'The weather in a city', input: z.object({ city: z.string() }) },
   *   ({ city }) => `Sunny in ${city}`,
   * )
   * forecast.disable()
   */
  tool<I extends Schema | undefined = undefined, O extends Schema | undefined = undefined>(
    name: string,
    options: ToolOptions<I, O>,
    handler: ToolHandler<I, O, Context<Deps> & Adds>,
  ): Tool<I, O, Context<Deps> & Adds> & Handle<ToolDefinition> {
    return this.add(tool(name, options, handler))
  }

  /**
   * Declares a resource, or a template when the URI holds variables. See {@link resource}.
   *
   * @example
   * const notes = new Map([['1', 'Buy milk']])
   * server.resource('notes://all', { mimeType: 'application/json' }, () => [...notes.keys()])
   * server.resource('notes://{id}', { mimeType: 'text/plain' }, ({ id }) => notes.get(id) ?? '')
   */
  resource<const Uri extends `${string}{${string}`>(
    uri: Uri,
    options: TemplateOptions<Variables<Uri>, Context<Deps> & Adds>,
    handler: TemplateHandler<Uri, Context<Deps> & Adds>,
  ): Handle<TemplateDefinition>
  resource(
    uri: string,
    options: ResourceOptions,
    handler: ResourceHandler<Context<Deps> & Adds>,
  ): Handle<ResourceDefinition>
  resource(
    uri: string,
    options: TemplateOptions<string, never>,
    handler: (...args: never[]) => unknown,
  ): Handle<ResourceDefinition | TemplateDefinition> {
    return createHandle(this.#declarations, resource(uri, options, handler as () => ResourceReturn))
  }

  /**
   * Declares a prompt. See {@link prompt}.
   *
   * @example
   * server.prompt('review', { args: z.object({ diff: z.string() }) }, ({ diff }) => `Review this change:\n${diff}`)
   */
  prompt<A extends Schema | undefined = undefined>(
    name: string,
    options: PromptOptions<A, Context<Deps> & Adds>,
    handler: PromptHandler<A, Context<Deps> & Adds>,
  ): Handle<PromptDefinition> {
    return createHandle(this.#declarations, prompt(name, options, handler))
  }

  /**
   * Serves a tool, resource or prompt that was declared without a server.
   *
   * @returns what it was given, with a handle: enable, disable, update
   * @throws Error when there is a component of that kind and name
   * @example
   * server.add(tool('ping', {}, () => 'pong'))
   */
  add<D extends Definition>(definition: Servable<D, Context<Deps> & Adds>): D & Handle<DefinitionOf<D>> {
    const handle = createHandle(this.#declarations, definition as Definition)
    return Object.defineProperties({ ...definition }, Object.getOwnPropertyDescriptors(handle)) as never
  }

  /**
   * Serves a module's components under this server, and follows its changes. A module may be mounted several times,
   * with a prefix, a configuration and a lifespan of its own each time.
   *
   * Where two components have one name, the server's own is served, then that of the earlier mount; the log tells.
   *
   * @throws Error when the module would contain itself
   * @throws TypeError when names could not be called with the prefix
   * @example
   * const alerts = new Plinth({ name: 'alerts' })
   * alerts.tool('list', {}, () => 'No alerts')
   * // Serves alerts_list.
   * server.mount(alerts, { prefix: 'alerts' })
   */
  mount<D, A, C extends Schema | undefined>(module: Plinth<D, A, C>, ...[options]: MountArguments<C>): this {
    const { prefix, config } = options ?? {}
    this.#declarations.mount({ module: module.#declarations, prefix, config })
    attach(this.#attachments, prefix ?? module.options.name, module.#attachments)
    return this
  }

  /**
   * As {@link Plinth.mount}, of the module as it is now: what changes in it later does not show here.
   *
   * @example
   * const alerts = new Plinth({ name: 'alerts' })
   * alerts.tool('list', {}, () => 'No alerts')
   * server.import(alerts, { prefix: 'alerts' })
   */
  import<D, A, C extends Schema | undefined>(module: Plinth<D, A, C>, ...[options]: MountArguments<C>): this {
    const { prefix, config } = options ?? {}
    this.#declarations.mount({ module: module.#declarations.copy(), prefix, config })
    attach(this.#attachments, prefix ?? module.options.name, module.#attachments)
    return this
  }

  /**
   * Puts middleware around every request, or around requests of the methods given. The first is the outermost. On a
   * module it stands around the module's components, inside of the server's own.
   *
   * @throws TypeError when a method does not exist, or something else than a function is given
   * @example
   * server.use(async (ctx, next) => {
   *   const outcome = await next()
   *   ctx.log.info('done', { failed: failureIn(outcome) !== undefined })
   *   return outcome
   * })
   * server.use('tools/call', timeout(30_000))
   */
  use(...given: MiddlewareUse): this {
    for (const layer of layersOf(given)) this.#declarations.use(layer)
    return this
  }

  /**
   * As {@link Plinth.use}, for middleware that adds to the context: handlers declared on what it returns see the
   * additions in their type.
   *
   * @example
   * const secured = server.with(requireScopes())
   * secured.tool('whoami', {}, (_, ctx) => ctx.principal.id)
   */
  with<More>(middleware: Middleware<More>): Plinth<Deps, Adds & More, Config> {
    this.use(middleware)
    return this as unknown as Plinth<Deps, Adds & More, Config>
  }

  /** The running side of this server, made when it is first needed. For transports and tests. */
  get runtime(): Runtime {
    this.#runtime ??= createRuntime(this.#declarations, this.options, this.#attachments)
    return this.#runtime
  }

  /**
   * Declares routes beside the MCP endpoint, on a hono app. They are behind the same credential as the endpoint, and
   * its checks of `Host` and `Origin`: `c.get('principal')` is who calls. Only the HTTP transport serves them. Of the
   * server that runs, not of modules.
   *
   * @param options.public whether callers need no credential, and none is looked at. Default false
   * @example
   * server.http(app => app.get('/version', c => c.json({ version: '1.0.0' })), { public: true })
   * server.http(app => app.get('/me', c => c.json({ id: c.get('principal')?.id })))
   */
  http(configure: (app: Hono<RouteEnv>) => void, options: { readonly public?: boolean } = {}): this {
    this.runtime.routes.push({ configure, public: options.public ?? false })
    return this
  }

  /** Adds a health check to those of the server itself. That of a module is called `{prefix or module}.{name}`. */
  health(check: HealthCheck): this {
    this.#attachments.checks.push(check)
    return this
  }

  /** Serves an instrument of prom-client with the server's own metrics: `new Counter({ name, help, registers: [] })`. */
  metric(instrument: Instrument): this {
    this.#attachments.instruments.push(instrument)
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
