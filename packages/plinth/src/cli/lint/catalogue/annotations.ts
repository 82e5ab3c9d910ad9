import type { CatalogueRule } from '../rule.ts'
import { aboutTool } from './about-tool.ts'

const DESTRUCTIVE = new Set([
  'delete',
  'remove',
  'destroy',
  'drop',
  'wipe',
  'purge',
  'erase',
  'truncate',
  'overwrite',
  'uninstall',
  'revoke',
  'terminate',
  'kill',
  'prune',
  'clear',
  'rm',
])

/** The verb of a name stands first (`delete_user`) or last (`users.delete`). */
const destructiveVerb = (name: string): string | undefined => {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .split(/[_.-]+/)
  return [words[0], words.at(-1)].find(word => word !== undefined && DESTRUCTIVE.has(word))
}

export const unannotatedDestruction: CatalogueRule = {
  id: 'unannotated-destruction',
  severity: 'warning',
  title: 'A tool whose name says that it destroys, without an annotation',
  mend: 'Say annotations: { destructiveHint: true } (or false where nothing is lost), and ask before with ctx.elicit()',
  *inCatalogue({ tools }) {
    for (const tool of tools) {
      const verb = destructiveVerb(tool.declaredAs)
      if (verb && tool.annotations.destructiveHint === undefined && tool.annotations.readOnlyHint !== true)
        yield aboutTool(tool, `The tool ${tool.name} says "${verb}" and has no destructiveHint`)
    }
  },
}

export const contradictoryAnnotations: CatalogueRule = {
  id: 'contradictory-annotations',
  severity: 'error',
  title: 'A tool that is said to change nothing, and to destroy',
  mend: 'Leave out readOnlyHint: clients run what is read-only without asking anybody',
  *inCatalogue({ tools }) {
    for (const tool of tools) {
      if (tool.annotations.readOnlyHint !== true) continue
      const verb = destructiveVerb(tool.declaredAs)
      if (tool.annotations.destructiveHint === true)
        yield aboutTool(tool, `The tool ${tool.name} has readOnlyHint and destructiveHint`)
      else if (verb) yield aboutTool(tool, `The tool ${tool.name} says "${verb}" and has readOnlyHint`)
    }
  },
}
