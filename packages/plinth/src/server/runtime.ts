import { clientBus, memoryBus } from '../bus.ts'
import { Catalogue } from '../catalogue/catalogue.ts'
import type { Declarations, Layer } from '../catalogue/declarations.ts'
import type { Entry } from '../catalogue/entry.ts'
import { systemClock } from '../clock.ts'
import { createSeal } from '../context/seal.ts'
import { createSessions } from '../context/session.ts'
import { checkCacheHint } from '../define/cache-hint.ts'
import type { Callable } from '../define/callable.ts'
import type { Principal } from '../define/context.ts'
import type { Watcher } from '../dispatch/compose.ts'
import { Dispatcher, type DispatchSettings } from '../dispatch/dispatcher.ts'
import { Lifespans } from '../dispatch/lifespans.ts'
import { createRounds } from '../dispatch/rounds.ts'
import { componentsFor, mayUse, scopesIn } from '../dispatch/rules.ts'
import { createEvents } from '../events.ts'
import type { Host } from '../lanes/host.ts'
import { type LogFields, silentLogger } from '../logger.ts'
import { callEvents } from '../operate/call-events.ts'
import { memoryStore } from '../store.ts'
import type { EngineParts } from '../tasks/engine.ts'
import type { TraceHeaders } from '../trace-context.ts'
import type { RouteDeclaration } from '../transports/custom-routes.ts'
import type { Adjustments } from './adjusted.ts'
import { announceChanges } from './announce-changes.ts'
import { type Attachments, checksOf, instrumentsOf, noAttachments } from './attachments.ts'
import { createBreakerEvents } from './breaker-events.ts'
import { ANNOUNCEABLE, capabilitiesOf } from './capabilities.ts'
import { createCommandSettings } from './command-settings.ts'
import { infoOf } from './info.ts'
import { createOperatorControls } from './operator-controls.ts'
import type { ServerOptions } from './options.ts'
import { relayLog } from './relay-log.ts'
import { createRuntimeTasks } from './runtime-tasks.ts'
import { taskCheck } from './task-check.ts'

const DEFAULTS = {
  maskErrors: true,
  pageSize: 500,
  listCache: { ttlMs: 0, scope: 'private' },
  defaultTimeoutMs: 300_000,
  maxTimeoutMs: 3_600_000,
} as const satisfies DispatchSettings

const QUESTION_TTL_MS = 3_600_000
const MAX_SESSIONS = 1_000

/**
 * Puts a server's parts together: from here on it can answer.
 *
 * @throws TypeError when an option makes no sense
 */
export const createRuntime = (
  root: Declarations,
  options: ServerOptions,
  attachments: Attachments = noAttachments(),
) => {
  if (options.listCache) checkCacheHint(options.listCache, `"${options.name}"`)
  if (options.pageSize !== undefined && !(Number.isSafeInteger(options.pageSize) && options.pageSize > 0))
    throw new TypeError(
      `"${options.name}" has a pageSize of ${options.pageSize}: give a whole number above 0`,
    )
  const unknownKind = options.announces?.find(kind => !ANNOUNCEABLE.includes(kind))
  if (unknownKind !== undefined)
    throw new TypeError(
      `"${options.name}" announces ${JSON.stringify(unknownKind)}: it can be ${ANNOUNCEABLE.join(', ')}`,
    )
  const clock = options.clock ?? systemClock
  const settings: { -readonly [K in keyof DispatchSettings]: DispatchSettings[K] } = {
    ...DEFAULTS,
    ...(options.pageSize === undefined ? {} : { pageSize: options.pageSize }),
    ...(options.listCache === undefined ? {} : { listCache: options.listCache }),
  }
  let target = options.log ?? silentLogger
  let annotation = (): LogFields | undefined => undefined
  let activeTrace = (): TraceHeaders | undefined => undefined
  const log = relayLog(
    () => target,
    () => annotation(),
  )
  const bus = options.bus ?? memoryBus(error => log.error('bus.listener_failed', { error }))
  const events = createEvents(
    () => clock.now(),
    error => log.error('events.listener_failed', { error }),
  )
  const watchers: Watcher[] = [callEvents(events)]
  const commands = createCommandSettings()
  const breakerEvents = createBreakerEvents(events, log)
  let unknownArguments = options.unknownArguments ?? 'refuse'
  const catalogue = new Catalogue(root, {
    settings: () => ({ unknownArguments, tasksFromMs: tasks.current?.fromMs }),
    onConflict: conflict => log.warning('catalogue.conflict', { ...conflict }),
    onBuild: snapshot => {
      commands.apply(snapshot.declared)
      breakerEvents.follow(snapshot, root.layers)
    },
  })
  if (options.filter) catalogue.filter(options.filter)

  announceChanges(root, bus)
  const controls = createOperatorControls({ bus, catalogue, layers: root.layers })

  const sessionStore =
    options.store ??
    memoryStore({
      maxEntries: MAX_SESSIONS,
      clock,
      onEvict: () => log.warning('session.evicted', { max: MAX_SESSIONS }),
    })
  const ttlMs = options.questionTtlMs ?? QUESTION_TTL_MS
  let seal = createSeal({ keys: options.stateKeys ?? [], ttlMs, clock })
  const lifespans = new Lifespans(catalogue, log)
  const dispatcher = new Dispatcher({
    root,
    catalogue,
    lifespans,
    rounds: createRounds({
      seal: { close: (...args) => seal.close(...args), open: (...args) => seal.open(...args) },
      store: options.store,
      ttlMs,
    }),
    services: {
      log,
      events,
      sessions: createSessions({ store: sessionStore }),
      now: () => clock.now(),
      nameOf: (tool, from) => catalogue.nameOf(tool, from),
      resourceUpdated: (uri, from) =>
        bus.publish({ type: 'resource_updated', uri: from === '' ? uri : catalogue.uriOf(uri, from) }),
      components: principal => componentsFor(root, catalogue.current, principal),
      trace: () => activeTrace(),
    },
    log,
    clock,
    settings,
    watchers,
    tasks: () => tasks.current,
  })
  const dispatch: EngineParts['dispatch'] = request => dispatcher.dispatch(request)
  const tasks = createRuntimeTasks(options.tasks, { clock, log, events, dispatch })

  const host: Host = {
    info: infoOf(options),
    instructions: options.instructions,
    capabilities() {
      const { announces } = options
      return capabilitiesOf(catalogue.current, { hasTasks: tasks.current !== undefined, announces })
    },
    paramHeaders: tool => catalogue.current.tools.get(tool)?.definition.paramHeaders ?? [],
    dispatch,
    denied: (...asked) => dispatcher.denied(...asked),
    scopes: () => scopesIn(root, catalogue.current),
    get tasks() {
      return tasks.current
    },
    events,
    bus: clientBus(bus),
    clock,
    log,
  }

  const routes: RouteDeclaration[] = []

  return {
    host,
    /** What a server serves over HTTP beside the protocol. */
    routes,
    /** What a server looks after beside itself, with what its modules have. */
    get checks() {
      return tasks.current ? [...checksOf(attachments), taskCheck(tasks.current)] : checksOf(attachments)
    },
    /** The metrics that a server serves beside its own, with those of its modules. */
    get instruments() {
      return instrumentsOf(attachments)
    },
    /** The middleware around every request. */
    layers: root.layers as readonly Layer[],
    /** Puts a watcher around every request, outside of everything that there is. Only of the server that runs. */
    watch(watcher: Watcher): void {
      watchers.unshift(watcher)
      root.changed('all')
    },
    /** Adds fields to each log line from now on. */
    annotateLog(fields: () => LogFields | undefined): void {
      annotation = fields
    },
    /** Says which trace is active, from now on. */
    traceBy(active: () => TraceHeaders | undefined): void {
      activeTrace = active
    },
    catalogue,
    dispatcher,
    /** What operators change, in every replica. */
    controls,
    log,
    /** How callers are known over HTTP, as far as the program says. */
    auth: options.auth,
    /** Whether a principal has what is required around a component. */
    mayUse: (entry: Entry, principal: Principal): boolean => mayUse(root, entry, principal),
    /** Who calls on stdio. */
    localPrincipal: options.localPrincipal,
    /** Who calls over HTTP where callers cannot be known. */
    unauthenticatedPrincipal: options.unauthenticatedPrincipal,
    /** Where the program says that tasks are kept. */
    ownTaskStore: tasks.ownStore,
    /** What happens in the server, for those who watch it. */
    events,
    /** The name under which a tool is served: prefixes of mounts included. */
    nameOf: (tool: Callable) => catalogue.nameOf(tool),
    /** Begins every lifespan. */
    open: () => lifespans.start(),
    /** Begins every lifespan, and to carry out tasks. */
    async start() {
      await lifespans.start()
      tasks.current?.start()
    },
    /** Work in the background; undefined when the server has none. */
    get tasks() {
      return tasks.current
    },
    /** Closes what lifespans opened, the last first. */
    close: async () => {
      await tasks.current?.close()
      controls.close()
      breakerEvents.close()
      return lifespans.close()
    },
    /** Tells subscribers that a resource has changed. */
    resourceUpdated: (uri: string) => bus.publish({ type: 'resource_updated', uri }),
    /** Applies what the configuration says. */
    adjust(adjustments: Adjustments): void {
      const { filter, stateKeys, log: newLog, command, unknownArguments: unknown, ...others } = adjustments
      const { tasks: taskOptions, ...rest } = others
      if (newLog && !options.log) target = newLog
      if (filter) catalogue.filter(filter, options.filter ?? {})
      if (unknown && !options.unknownArguments && unknown !== unknownArguments) {
        unknownArguments = unknown
        root.changed('all')
      }
      if (stateKeys?.length && !options.stateKeys) seal = createSeal({ keys: stateKeys, ttlMs, clock })
      Object.assign(settings, rest)
      if (taskOptions && tasks.configure(taskOptions)) root.changed('all')
      if (command) commands.configure(command, catalogue.current.declared)
    },
  }
}

export type Runtime = ReturnType<typeof createRuntime>
