import { run } from 'plinth'
import { production } from 'plinth/middleware'
import { server } from './server.ts'

// Serves over HTTP; on stdio with MCP_SERVER_TRANSPORT=stdio. Limits, breakers and retries are as the settings say.
await run(config => server.use(...production(config)), { defaults: { server: { transport: 'http' } } })
