import { createMcpHandler } from '@modelcontextprotocol/server'
import type { Host } from '../host.ts'
import { createSdkServer } from './server.ts'

/** The SDK's own way of serving 2026-07-28 over a host: what the native lane is compared with. */
export const createModernSdk = (host: Host) =>
  createMcpHandler(
    ({ era }) => createSdkServer(host, { era, connection: { transport: 'http' }, announces: false }),
    { legacy: 'reject' },
  )
