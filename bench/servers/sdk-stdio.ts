import { serveStdio } from '@modelcontextprotocol/server/stdio'
import { tellCpu } from './ready.ts'
import { createServer } from './sdk-server.ts'

serveStdio(createServer)
tellCpu()
