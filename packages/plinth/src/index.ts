/**
 * `Plinth`, which is a server; declarations without one (`tool`, `resource`, `prompt`); results and errors;
 * contexts, outcomes and middleware as types; `run` and `discover`.
 *
 * @module plinth
 */

export { staticToken } from './auth/static-token.ts'
export { type Bus, type BusEvent, type ControlEvent, memoryBus, type ServerEvent } from './bus.ts'
export { TAGS_META_KEY, TASK_META_KEY } from './catalogue/entry.ts'
export type { Filter } from './catalogue/filter.ts'
export type { Handle } from './catalogue/handle.ts'
export { type CancelTimer, type Clock, systemClock } from './clock.ts'
export { canElicit } from './context/can-elicit.ts'
export { CORRELATION_META_KEY } from './context/correlation.ts'
export { currentContext } from './context/current.ts'
export type { CacheHint } from './define/cache-hint.ts'
export type { Callable, ToolArguments, ToolInput, ToolOutput } from './define/callable.ts'
export type { ComponentInfo } from './define/component-info.ts'
export {
  audio,
  Content,
  type ContentBlock,
  file,
  image,
  link,
  type ResourceContent,
  text,
} from './define/content.ts'
export type {
  CallLog,
  Choice,
  ClientInfo,
  Context,
  ElicitAnswer,
  Principal,
  Question,
  QuestionOptions,
  Root,
  SessionState,
} from './define/context.ts'
export type { Authentication, ProtectedResource, Verdict, VerifyCredential } from './define/credential.ts'
export { type ErrorCode, ToolError, type ToolErrorOptions } from './define/errors.ts'
export type { JsonSchema } from './define/json-schema.ts'
export type { Lifespan, LifespanScope } from './define/lifespan.ts'
export {
  type AnyMiddleware,
  type Middleware,
  type MiddlewareContext,
  type Next,
  repeating,
} from './define/middleware.ts'
export { failureIn, type InputRequest, type Outcome, type Refusal } from './define/outcome.ts'
export {
  type PromptDefinition,
  type PromptHandler,
  type PromptMessage,
  type PromptOptions,
  type PromptReturn,
  prompt,
} from './define/prompt.ts'
export {
  type Completer,
  type CompletionContext,
  type ResourceDefinition,
  type ResourceHandler,
  type ResourceOptions,
  type ResourceReturn,
  resource,
  type TemplateDefinition,
  type TemplateHandler,
  type TemplateOptions,
} from './define/resource.ts'
export { type Failure, type Result, type ResultParts, result, type ToolResult } from './define/result.ts'
export type { InputOf, OutputOf, Schema } from './define/schema.ts'
export type { TaskInfo, TaskPolicy, TaskSupport } from './define/task.ts'
export {
  type Icon,
  type Tool,
  type ToolAnnotations,
  type ToolDefinition,
  type ToolHandler,
  type ToolOptions,
  type ToolReturn,
  tool,
} from './define/tool.ts'
export type { UnknownArguments } from './define/unknown-arguments.ts'
export { TIMEOUT_META_KEY } from './dispatch/time-limit.ts'
export type { CallOrigin, EventFacts, Events, EventType, OperationEvent } from './events.ts'
export { type LogFields, type Logger, type LogLevel, type LogMethod, silentLogger } from './logger.ts'
export { type ContextOf, Plinth } from './plinth.ts'
export { type Discoverer, type DiscoverOptions, type Discovery, discover } from './server/discover.ts'
export type { MountOptions, PlinthOptions } from './server/options.ts'
export type { MakeServer, Runnable, RunOptions } from './server/run.ts'
export { run } from './server/start.ts'
export type { FileProblem } from './server/tool-files.ts'
export { type MemoryStoreOptions, memoryStore, type Store } from './store.ts'
export type { TraceHeaders } from './trace-context.ts'
export type { RouteEnv } from './transports/custom-routes.ts'
