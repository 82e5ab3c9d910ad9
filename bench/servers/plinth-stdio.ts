import process from 'node:process'
import { serveStdio } from 'plinth/http'
import { server } from './plinth-server.ts'
import { tellCpu } from './ready.ts'

serveStdio(server.runtime.host, { onEnd: () => process.exit(0) })
tellCpu()
