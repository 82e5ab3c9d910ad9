import type { ServerContext } from '@modelcontextprotocol/server'
import type { Sink } from '../../context/caller.ts'

/** How far a request's progress has come: on the older revisions a handler that asks runs again in one request. */
const furthest = new WeakMap<AbortSignal, number>()

/** Sends a call's notifications through the SDK, and lets its result wait until they are out. */
export const createSink = (ctx: ServerContext): { readonly sink: Sink; sent(): Promise<unknown> } => {
  const token = ctx.mcpReq._meta?.progressToken
  let last: Promise<unknown> = Promise.resolve()
  const send = (notification: Promise<unknown>) => {
    last = Promise.allSettled([last, notification])
  }
  return {
    sent: () => last,
    sink: {
      log: (level, message, fields) => send(ctx.mcpReq.log(level, fields ? { message, ...fields } : message)),
      ...(typeof token !== 'string' && typeof token !== 'number'
        ? {}
        : {
            progress: update => {
              if (update.progress <= (furthest.get(ctx.mcpReq.signal) ?? Number.NEGATIVE_INFINITY)) return
              furthest.set(ctx.mcpReq.signal, update.progress)
              send(
                ctx.mcpReq.notify({
                  method: 'notifications/progress',
                  params: { progressToken: token, ...update },
                }),
              )
            },
          }),
    },
  }
}
