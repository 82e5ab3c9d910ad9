import { run } from 'plinth'
import { production } from 'plinth/middleware'
import { server } from './server.ts'

// Serves on stdio; over HTTP with MCP_SERVER_TRANSPORT=http. Limits, breakers and retries are as the settings say.
await run(config => server.use(...production(config)))
