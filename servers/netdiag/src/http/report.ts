import { z } from 'zod'

/** What `http_check` returns. */
export const httpReport = z.object({
  url: z.string(),
  address: z.string().describe('The address that was connected to'),
  status: z.number(),
  statusText: z.string(),
  httpVersion: z.string(),
  headers: z
    .record(z.string(), z.string())
    .describe('The headers that help a diagnosis; cookies are left out'),
  redirect: z.string().optional().describe('Where the answer points to; it was not followed'),
  tls: z.object({ protocol: z.string(), trusted: z.boolean(), trustError: z.string().optional() }).optional(),
  body: z.object({
    bytes: z.number().describe('How many were read'),
    truncated: z.boolean().describe('Whether reading ended at the limit'),
    preview: z.string().optional().describe('Its beginning, when it is text'),
  }),
  timing: z.object({
    connectMs: z.number(),
    tlsMs: z.number().optional(),
    firstByteMs: z.number().describe('From the request to the first byte of the answer'),
    downloadMs: z.number(),
    totalMs: z.number(),
  }),
})

export type HttpReport = z.output<typeof httpReport>
