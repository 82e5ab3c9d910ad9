import type { Child, ChildEvents } from './child.ts'

/** What is told of a server that is started again and again. */
export interface RestartEvents {
  /** A server was started. */
  readonly onStart: (child: Child) => void
  /** It is being stopped. */
  readonly onStop: (why: string) => void
  /** It ended by itself. */
  readonly onBroken: (how: string) => void
  readonly onLine: (line: string) => void
  readonly onError: (text: string) => void
}

export interface Restarts {
  /** Starts the server again, once however often it is asked while it is stopping. */
  restart(why: string): void
  /** Stops it for good. */
  close(): Promise<void>
}

/** Keeps one server running: at any time there is at most one, and none is stopped while it is being stopped. */
export const keepRunning = (start: (events: ChildEvents) => Child, events: RestartEvents): Restarts => {
  let current: Child | undefined
  let work: Promise<void> = Promise.resolve()
  let wanted = false
  let closed = false

  const begin = () => {
    let isOld = false
    const child = start({
      onLine: line => {
        if (!isOld) events.onLine(line)
      },
      onError: events.onError,
      onEnd: how => {
        if (isOld || closed) return
        current = undefined
        events.onBroken(how)
      },
    })
    current = {
      send: child.send,
      stop: () => {
        isOld = true
        return child.stop()
      },
    }
    events.onStart(current)
  }

  /** Changes that come while the old server is stopping are in the new one anyway. */
  const again = async () => {
    await current?.stop()
    current = undefined
    wanted = false
    if (!closed) begin()
  }

  begin()
  return {
    restart(why) {
      events.onStop(why)
      if (wanted || closed) return
      wanted = true
      work = work.then(again)
    },
    async close() {
      closed = true
      await work
      await current?.stop()
    },
  }
}
