import { run } from 'plinth'
import { server } from './server.ts'

// Serves over HTTP; on stdio with MCP_SERVER_TRANSPORT=stdio.
await run(() => server, { defaults: { server: { transport: 'http' } } })
