import { createRequire } from 'node:module'
import type * as Yaml from 'yaml'

/** Parses YAML, of which JSON is a part. The parser is loaded on need, because most servers have no file. */
export const parseYaml = (content: string): { value: unknown } | { problem: string } => {
  const yaml: typeof Yaml = createRequire(import.meta.url)('yaml')
  const lines = new yaml.LineCounter()
  const document = yaml.parseDocument(content, { lineCounter: lines, prettyErrors: false, logLevel: 'error' })
  const [error] = document.errors
  if (error) {
    const { line, col } = lines.linePos(error.pos[0])
    // The parser goes on to quote the file, which may hold secrets.
    const [reason] = error.message.split(/[:;"]/)
    return { problem: `line ${line}, column ${col}: ${reason}` }
  }
  try {
    return { value: document.toJS({ maxAliasCount: 100 }) }
  } catch {
    return { problem: 'an alias (*name) in it has no anchor (&name) before it, or there are too many' }
  }
}
