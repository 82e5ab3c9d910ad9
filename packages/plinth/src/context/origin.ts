import type { ComponentInfo } from '../define/component-info.ts'
import type { Principal } from '../define/context.ts'
import type { CallOrigin } from '../events.ts'

interface Call {
  readonly correlationId: string
  readonly method: string
  readonly transport: string
  readonly component: ComponentInfo | undefined
  readonly principal: Principal | undefined
  readonly address: string | undefined
}

/** A call as events tell of it. */
export const originOf = (call: Call): CallOrigin => ({
  correlationId: call.correlationId,
  method: call.method,
  name: call.component?.name ?? call.method,
  transport: call.transport,
  principal: call.principal?.id,
  tenant: call.principal?.tenant,
  address: call.address,
})
