import { AsyncLocalStorage } from 'node:async_hooks'
import type { Context, ContextManager } from '@opentelemetry/api'

/** Carries OpenTelemetry's context along a call, as `currentContext()` carries ours. */
export const asyncContext = (root: Context): ContextManager => {
  const storage = new AsyncLocalStorage<Context>()
  const manager: ContextManager = {
    active: () => storage.getStore() ?? root,
    with: (context, work, self, ...args) => storage.run(context, () => work.apply(self, args)),
    bind(context, target) {
      if (typeof target !== 'function') return target
      const bound = (...args: unknown[]): unknown => storage.run(context, () => target(...args))
      return bound as typeof target
    },
    enable: () => manager,
    disable() {
      storage.disable()
      return manager
    },
  }
  return manager
}
