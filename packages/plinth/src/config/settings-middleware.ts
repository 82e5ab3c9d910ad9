import { int, number } from './kinds.ts'

/** What the recommended middleware does, beside its limits. */
export const middlewareSettings = {
  cache: {
    ttlSec: number({
      default: 60,
      range: [1, 86_400],
      description: 'Time for which a cached result is good, in seconds',
    }),
  },
  concurrency: {
    perTool: int({
      default: 32,
      range: [1, 10_000],
      description: 'Calls of one tool at once, where it runs no program; others wait',
    }),
    queue: int({
      default: 64,
      range: [0, 100_000],
      description: 'Calls of such a tool that may wait; further ones are turned away',
    }),
  },
  retry: {
    attempts: int({
      default: 3,
      range: [1, 10],
      description: 'How often a call that may be repeated is carried out at most; 1 for no repetition',
    }),
  },
}
