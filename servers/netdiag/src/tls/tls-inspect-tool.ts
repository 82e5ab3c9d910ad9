import { tool } from 'plinth'
import { z } from 'zod'
import { type Kit, LOOKS_AT_NETWORK, limitsOf, portInput, targetInput } from '../kit.ts'
import { tlsInspect, tlsReport } from './inspect.ts'

const HOST_NAME = /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/i

const input = z.object({
  target: targetInput,
  port: portInput.default(443).describe('Port of the service'),
  server_name: z
    .string()
    .regex(HOST_NAME)
    .optional()
    .describe('The name to ask for (SNI) and to compare with the certificate. Default: the target'),
  timeout_sec: z
    .number()
    .min(0.5)
    .max(60)
    .default(10)
    .describe('Seconds for the connection, and for the handshake'),
})

export const tlsInspectTool = (kit: Kit) =>
  tool(
    'tls_inspect',
    {
      title: 'TLS inspection',
      description:
        'Shakes hands with a TLS service of one machine and reports protocol, cipher and certificates: for whom, by ' +
        'whom, how many days they are still valid. Use it for certificate errors, and to find certificates that end ' +
        'soon. An untrusted certificate is reported ("trusted", "trustError") and is no error; read "warnings" first.',
      input,
      output: tlsReport,
      annotations: LOOKS_AT_NETWORK,
      tags: ['network', 'tls'],
      ...limitsOf(kit, 'tls_inspect'),
    },
    async ({ target, port, server_name, timeout_sec }, ctx) => {
      return tlsInspect(await kit.findMachine(target, ctx.signal), {
        port,
        timeoutMs: timeout_sec * 1000,
        signal: ctx.signal,
        ...(server_name !== undefined && { serverName: server_name }),
      })
    },
  )
