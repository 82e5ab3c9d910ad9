import type { Context } from 'hono'
import { becomesTasks } from './becomes-tasks.ts'
import { answerWith, type Calling, callTool } from './call-tool.ts'
import type { ApiCaller } from './route.ts'

/** Calls a tool, and answers with what came of it. */
export const execute =
  (parts: Calling) =>
  async (c: Context, caller: ApiCaller): Promise<Response> => {
    const called = await callTool(parts, c, caller)
    if (called instanceof Response) return called
    const { tool, outcome, facts } = called
    return answerWith(
      c,
      parts,
      outcome,
      facts,
      () => parts.runtime.host.denied('tools/call', { name: tool.name }, caller.principal),
      becomesTasks(parts, tool) ? `/tools/${tool.name}/tasks` : undefined,
    )
  }
