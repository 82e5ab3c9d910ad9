/** How long this thread has computed, in milliseconds; where Node cannot tell, how much time has passed. */
const computed = (): number => {
  const usage = process.threadCpuUsage?.()
  return usage ? (usage.user + usage.system) / 1_000 : performance.now()
}

/** Measures what a program computes, over several stretches. */
export interface Stopwatch {
  start(): void
  stop(): void
  readonly ms: number
  /** Whether it has measured more than this. Cheap, because it is asked all the time. */
  isBeyond(ms: number): boolean
}

export const stopwatch = (): Stopwatch => {
  let total = 0
  let began: { readonly computed: number; readonly at: number } | undefined
  const ms = () => total + (began ? computed() - began.computed : 0)
  return {
    start() {
      began = { computed: computed(), at: performance.now() }
    },
    stop() {
      total = ms()
      began = undefined
    },
    get ms() {
      return Math.round(ms())
    },
    // No thread computes for longer than time passes, and the clock on the wall is the cheaper one.
    isBeyond: limit => began !== undefined && total + performance.now() - began.at > limit && ms() > limit,
  }
}
