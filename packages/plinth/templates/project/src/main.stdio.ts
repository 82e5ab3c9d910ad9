import { server } from './server.ts'

// Serves on stdio; over HTTP with MCP_SERVER_TRANSPORT=http.
await server.run()
