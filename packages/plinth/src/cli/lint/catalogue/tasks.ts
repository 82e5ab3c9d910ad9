import type { CatalogueRule } from '../rule.ts'
import { aboutTool } from './about-tool.ts'

export const taskWithoutStore: CatalogueRule = {
  id: 'task-without-store',
  severity: 'warning',
  title: 'A tool that runs only as a task, in a server that has none',
  mend: "Give the server tasks (tasks: {} in its code, MCP_TASKS_FILE or MCP_TASKS_REDIS_URL), or say task: 'optional'",
  *inCatalogue({ tools }) {
    for (const tool of tools)
      if (tool.lacksTasks)
        yield aboutTool(
          tool,
          `Every call of ${tool.name} is refused: it runs only as a task, and the server has nowhere to keep one`,
        )
  },
}
