import { Agent, request } from 'node:http'

const META = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientInfo': { name: 'bench', version: '1.0.0' },
  'io.modelcontextprotocol/clientCapabilities': {},
}

const bodyOf = (id: number) =>
  JSON.stringify({
    jsonrpc: '2.0',
    id,
    method: 'tools/call',
    params: { name: 'echo', arguments: { text: 'hello' }, _meta: META },
  })

const callOnce = (agent: Agent, port: number, id: number): Promise<void> =>
  new Promise((resolve, reject) => {
    const body = bodyOf(id)
    const sent = request(
      {
        agent,
        port,
        host: '127.0.0.1',
        path: '/mcp',
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'content-length': body.length,
          accept: 'application/json, text/event-stream',
          'mcp-protocol-version': '2026-07-28',
          'mcp-method': 'tools/call',
          'mcp-name': 'echo',
        },
      },
      response => {
        let text = ''
        response.setEncoding('utf8').on('data', chunk => {
          text += chunk
        })
        response.on('end', () =>
          response.statusCode === 200 && text.includes('hello')
            ? resolve()
            : reject(new Error(`${response.statusCode} ${text}`)),
        )
      },
    )
    sent.on('error', reject)
    sent.end(body)
  })

/** Makes so many calls over so many connections. Returns how long it took, in milliseconds. */
export const load = async (port: number, calls: number, connections: number): Promise<number> => {
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  const start = performance.now()
  let next = 0
  const worker = async () => {
    while (next < calls) await callOnce(agent, port, next++)
  }
  await Promise.all(Array.from({ length: connections }, worker))
  agent.destroy()
  return performance.now() - start
}
