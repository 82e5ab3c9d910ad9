import type { Sink } from './caller.ts'

/** Tells how far a call is, where the client asked for that, and only if it grew. */
export const createProgress = ({ progress }: Sink) => {
  let last = Number.NEGATIVE_INFINITY
  return (done: number, total?: number, message?: string): void => {
    if (!progress || !Number.isFinite(done) || done <= last) return
    last = done
    progress({
      progress: done,
      ...(total !== undefined && Number.isFinite(total) ? { total } : {}),
      ...(message === undefined ? {} : { message }),
    })
  }
}
