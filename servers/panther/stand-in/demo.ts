import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { createStandIn } from './stand-in.ts'

const entry = fileURLToPath(new URL('../src/main.ts', import.meta.url))
const usualPort = 8080

/** The port, or any free one if somebody has it. */
const freePort = async (wanted: number): Promise<number> => {
  const server = createServer()
  try {
    server.listen(wanted, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    return typeof address === 'object' && address !== null ? address.port : wanted
  } catch {
    return freePort(0)
  } finally {
    server.close()
  }
}

/** Whether the server there knows the token: somebody else may have been faster with the port. */
const answers = async (url: string, token: string) => {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  try {
    const { status } = await fetch(url, { method: 'POST', headers, body: '{}' })
    return status !== 401 && status !== 404
  } catch {
    return false
  }
}

const howToConnect = (url: string, token: string, standIn: string) => `
The Panther server is at     ${url}
with the header              Authorization: Bearer ${token}
It asks the stand-in at      ${standIn}

From this repository         export PLINTH_TOKEN=${token}
                             npx plinth list ${url}
                             npx plinth call ${url} list_alerts severities=HIGH statuses=OPEN
Claude Code                  claude mcp add --transport http panther ${url} --header "Authorization: Bearer ${token}"
The inspector                npx @modelcontextprotocol/inspector
                             (Streamable HTTP, ${url}, bearer token ${token})

Try: "Which open alerts are high or critical? Look at what one of their actors did, and write down what you found."
Ctrl-C ends both.

`

const standIn = await createStandIn({ queryMs: 1500, aiMs: 6000 })
const port = await freePort(Number(process.env.MCP_SERVER_PORT ?? usualPort))
const token = process.env.MCP_SERVER_TOKEN ?? randomBytes(18).toString('base64url')

const server = spawn(process.execPath, ['--conditions=plinth-source', entry], {
  stdio: ['ignore', 'inherit', 'inherit'],
  env: {
    ...process.env,
    MCP_SERVER_TRANSPORT: 'http',
    MCP_SERVER_HOST: '127.0.0.1',
    MCP_SERVER_PORT: `${port}`,
    MCP_SERVER_TOKEN: token,
    PANTHER_INSTANCE_URL: standIn.url,
    PANTHER_API_TOKEN: standIn.token,
  },
})
const ended = new Promise<number>(resolve => {
  server.once('exit', code => resolve(code ?? 0)).once('error', () => resolve(1))
})

// Ctrl-C reaches both processes, and the server takes a second SIGINT right behind the first for its echo.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => server.kill(signal))
process.on('SIGHUP', () => server.kill('SIGTERM'))

const url = `http://127.0.0.1:${port}/mcp`
const runs = () => server.exitCode === null && server.signalCode === null
while (runs() && !(await answers(url, token))) await setTimeout(50)
if (runs()) process.stdout.write(howToConnect(url, token, standIn.url))

process.exitCode = await ended
await standIn.close()
