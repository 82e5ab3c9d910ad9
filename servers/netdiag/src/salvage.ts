import type { Middleware } from 'plinth'
import { isRecord, toolResultIn } from './outcome.ts'
import { shortened } from './shortened.ts'

const attempt = (read: (stdout: string) => object, stdout: string): object | undefined => {
  try {
    return read(stdout)
  } catch {
    return undefined
  }
}

/**
 * Reads what a program had printed when it failed or was stopped: minutes of scanning are not thrown away because the
 * last host took too long. The call stays a failure; what could be read stands beside it, for the model as text.
 */
export const salvage =
  (read: (stdout: string) => object): Middleware =>
  async (_, next) => {
    const outcome = await next()
    const failed = toolResultIn(outcome)
    const data = failed?.failure?.data
    if (failed?.failure === undefined || !isRecord(data)) return outcome
    const finished =
      typeof data.stdout === 'string' && data.stdout !== '' ? attempt(read, data.stdout) : undefined
    if (finished === undefined) return outcome
    const said = { type: 'text', text: `Finished until then: ${JSON.stringify(finished)}` } as const
    const result = {
      ...failed,
      // The second block shows the failure's facts, of which raw output is the most.
      content: [...failed.content.slice(0, 1), said],
      failure: { ...failed.failure, data: shortened({ ...data, data: finished }) },
    }
    return { ...outcome, kind: 'result', result }
  }
