import { type Clock, type Middleware, Plinth, systemClock } from 'plinth'

interface Started {
  readonly startedAt: number
}

const started =
  (clock: Clock): Middleware<Started> =>
  async (ctx, next) => {
    ctx.state.set('zone', 'UTC')
    return next({ startedAt: clock.now() })
  }

export const createClock = (clock = systemClock) => {
  const server = new Plinth({ name: 'clock', clock })
  const timed = server.with(started(clock))
  timed.tool('now', {}, (_, ctx) => `${new Date(ctx.startedAt).toISOString()} ${ctx.state.get('zone')}`)
  return server
}
