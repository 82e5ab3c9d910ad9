import { z } from 'zod'

/** The argument by which a caller finds its call again in results and logs. */
export const correlationInput = z
  .string()
  .regex(/^[\w.:-]{1,128}$/)
  .optional()
  .describe('Comes back with the result')
