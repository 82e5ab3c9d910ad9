import { Plinth } from 'plinth'
import { serveHttp } from 'plinth/http'
import { z } from 'zod'
import { announce } from './ready.ts'

const server = new Plinth({ name: 'bench', version: '1.0.0' })
server.tool('echo', { input: z.object({ text: z.string() }) }, ({ text }) => text)
const { port } = await serveHttp(server.runtime.host, { port: 0 })
announce(port)
