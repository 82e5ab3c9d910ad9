import { serveHttp } from 'plinth/http'
import { server } from './plinth-server.ts'
import { announce } from './ready.ts'

const { port } = await serveHttp(server.runtime.host, { port: 0, maxConnections: 2_000 })
announce(port)
