import { server } from './weather.ts'

await server.run() // stdio, or HTTP when MCP_SERVER_TRANSPORT=http
