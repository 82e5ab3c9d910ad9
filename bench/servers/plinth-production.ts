import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { Plinth, run } from 'plinth'
import { production } from 'plinth/middleware'
import { TOKEN } from '../token.ts'
import { freePort } from './free-port.ts'
import { announce } from './ready.ts'
import { annotations, description, input, others } from './tools.ts'

const folder = mkdtempSync(join(tmpdir(), 'plinth-bench-'))
process.on('exit', () => rmSync(folder, { recursive: true }))
const port = await freePort()

/** Authentication, rate limit, breaker, metrics, audit, and a log that is written to a file. */
Object.assign(process.env, {
  MCP_SERVER_TRANSPORT: 'http',
  MCP_SERVER_PORT: String(port),
  MCP_SERVER_TOKEN: TOKEN,
  MCP_LOG_FILE: join(folder, 'server.log'),
  MCP_AUDIT_FILE: join(folder, 'audit.jsonl'),
  MCP_RATE_LIMIT_REQUESTS: '100000000',
  MCP_RATE_LIMIT_BURST: '100000000',
})

await run(config => {
  const server = new Plinth({ name: 'bench', version: '1.0.0' })
  server.use(...production(config))
  for (const name of ['echo', ...others])
    server.tool(name, { description, input, annotations }, async ({ text }) => text)
  return server
})
announce(port)
