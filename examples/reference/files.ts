import { ToolError } from 'plinth'
import type { SafeFiles } from 'plinth/safe'
import { z } from 'zod'
import type { ReferenceServer } from './base.ts'

const path = z.string().describe('The path in the folder of files, like notes/today.md')

const isThere = async (files: SafeFiles, path: string): Promise<boolean> => {
  try {
    await files.stat(path)
    return true
  } catch (error) {
    if (error instanceof ToolError && error.code === 'NOT_FOUND') return false
    throw error
  }
}

export const addFiles = (server: ReferenceServer) => {
  server.tool(
    'read_file',
    {
      description: 'Reads lines of a text file; the answer says whether there are more',
      input: z.object({
        path,
        from: z.int().min(1).default(1),
        count: z.int().min(1).max(1_000).default(200),
      }),
      output: z.object({ lines: z.array(z.string()), from: z.int(), more: z.boolean() }),
      annotations: { readOnlyHint: true },
    },
    ({ path, from, count }, { deps, tenant }) =>
      deps.effects.use(tenant, async ({ files }) => {
        const { lines, ...rest } = await files.readLines(path, { from, count })
        return { lines: [...lines], ...rest }
      }),
  )

  server.tool(
    'list_directory',
    {
      description: 'Lists the files and directories in a directory',
      input: z.object({ path: path.default('') }),
      annotations: { readOnlyHint: true },
    },
    ({ path }, { deps, tenant }) => deps.effects.use(tenant, ({ files }) => files.list(path)),
  )

  server.tool(
    'write_file',
    {
      description: 'Writes a text file. The person is asked before a file is overwritten.',
      input: z.object({ path, content: z.string() }),
      output: z.object({ written: z.boolean() }),
      annotations: { destructiveHint: true, idempotentHint: true },
    },
    ({ path, content }, ctx) =>
      ctx.deps.effects.use(ctx.tenant, async ({ files }) => {
        const overwrite = await isThere(files, path)
        if (overwrite) {
          const sure = z.object({ overwrite: z.boolean().describe('Whether to replace what is there') })
          const answer = await ctx.elicit(`${path} is there already. Overwrite it?`, sure)
          if (answer.action !== 'accept' || !answer.content.overwrite) return { written: false }
        }
        await files.write(path, content, { overwrite, parents: true })
        return { written: true }
      }),
  )

  server.resource(
    'files://{+path}',
    { name: 'files', description: 'The text files of the tenant', mimeType: 'text/plain' },
    ({ path }, { deps, tenant }) => deps.effects.use(tenant, ({ files }) => files.readText(path)),
  )
}
