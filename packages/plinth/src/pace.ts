/** Milliseconds that what gathers waits for more when some was handed on just before. */
const PAUSE_MS = 5

/**
 * Says when to hand on what gathers: at the end of this turn of the event loop, or under load a few milliseconds after the
 * last time. A write to the system costs more than all else that a line does.
 *
 * @returns begins to wait for `work`, and returns what lets it come at once
 */
export const createPace = (): ((work: () => void) => () => void) => {
  let handedOnAt = Number.NEGATIVE_INFINITY
  return work => {
    let due = true
    const handOn = () => {
      if (!due) return
      due = false
      handedOnAt = performance.now()
      work()
    }
    const pauseMs = handedOnAt + PAUSE_MS - performance.now()
    if (pauseMs > 0) setTimeout(handOn, pauseMs)
    else setImmediate(handOn)
    return handOn
  }
}
