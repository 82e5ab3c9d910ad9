import { tool } from 'plinth'
import { z } from 'zod'
import { type Kit, LOOKS_AT_NETWORK, limitsOf } from '../kit.ts'
import { httpCheck } from './check.ts'
import { httpReport } from './report.ts'
import { parseUrl } from './url.ts'

const input = z.object({
  url: z
    .string()
    .min(1)
    .max(2048)
    .describe('http:// or https:// with a private address or a lab name as host'),
  method: z.enum(['GET', 'HEAD']).default('GET').describe('HEAD asks for no body'),
  max_body_bytes: z.int().min(0).max(1_048_576).default(65_536).describe('How much of the body to read'),
  timeout_sec: z.number().min(0.5).max(60).default(10).describe('Seconds for the whole exchange'),
})

export const httpCheckTool = (kit: Kit) =>
  tool(
    'http_check',
    {
      title: 'HTTP check',
      description:
        'Sends one GET or HEAD request to a web service and reports status, telling headers, the beginning of the ' +
        'body and how long each phase took. Use it when a web service is slow, wrong or down. Any status is an ' +
        'answer, 500 too. A redirect is reported in "redirect" and not followed: call again with that URL.',
      input,
      output: httpReport,
      annotations: LOOKS_AT_NETWORK,
      tags: ['network', 'http'],
      ...limitsOf(kit, 'http_check'),
    },
    async ({ url, method, max_body_bytes, timeout_sec }, ctx) => {
      const checked = parseUrl(url)
      const { address } = await kit.findMachine(checked.target, ctx.signal)
      return httpCheck(checked, address, {
        method,
        maxBodyBytes: max_body_bytes,
        timeoutMs: timeout_sec * 1000,
        signal: ctx.signal,
      })
    },
  )
