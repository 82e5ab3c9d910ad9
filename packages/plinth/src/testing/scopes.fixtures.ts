import { z } from 'zod'
import { ToolError } from '../define/errors.ts'
import type { AnyMiddleware } from '../define/middleware.ts'
import { Plinth } from '../plinth.ts'
import { dispatch } from './dispatch.fixtures.ts'

/** Where middleware can stand, and which of the requests of {@link visitAll} it then sees. */
export const SCOPES = [
  { scope: 'server', sees: ['tool:own', 'tool:mod_inner', 'template:memo://{id}', 'method:tools/list'] },
  { scope: 'method', sees: ['tool:own', 'tool:mod_inner'] },
  { scope: 'module', sees: ['tool:mod_inner'] },
  { scope: 'tool', sees: ['tool:own'] },
] as const

export type Scope = (typeof SCOPES)[number]['scope']

const input = z.object({ text: z.string().default('') })

/** A server with a tool, a template, and a module with a tool; one piece of middleware stands at the scope. */
export const scopedServer = (scope: Scope, middleware: AnyMiddleware): Plinth => {
  const server = new Plinth({ name: 'root' })
  const module = new Plinth({ name: 'module' })
  const handle = ({ text }: { text: string }) => {
    if (text === 'fail') throw new ToolError('It failed', { code: 'TIMEOUT' })
    return text
  }
  server.tool('own', { input, use: scope === 'tool' ? [middleware] : [] }, handle)
  server.resource('memo://{id}', {}, ({ id }) => handle({ text: id }))
  module.tool('inner', { input }, handle)
  server.mount(module, { prefix: 'mod' })
  if (scope === 'server') server.use(middleware)
  if (scope === 'method') server.use('tools/call', middleware)
  if (scope === 'module') module.use(middleware)
  return server
}

export const callTool = (server: Plinth, name: string, text = '') =>
  dispatch(server.runtime, { method: 'tools/call', params: { name, arguments: { text } } })

/** Sends one request for each component, and one for a list. */
export const visitAll = async (server: Plinth, text = 'fine') => [
  await callTool(server, 'own', text),
  await callTool(server, 'mod_inner', text),
  await dispatch(server.runtime, { method: 'resources/read', params: { uri: `memo://${text}` } }),
  await dispatch(server.runtime, { method: 'tools/list', params: {} }),
]
