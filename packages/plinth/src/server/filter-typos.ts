import type { Catalogue } from '../catalogue/catalogue.ts'
import { nameOf } from '../catalogue/declarations.ts'
import { type Filter, fold } from '../catalogue/filter.ts'

const quoted = (names: readonly string[]): string => names.map(name => JSON.stringify(name)).join(', ')

const missing = (wanted: readonly string[] | undefined, known: ReadonlySet<string>): readonly string[] =>
  (wanted ?? []).filter(name => !known.has(name))

/**
 * What a filter names that is not there: a name that is misspelt leaves out what was meant to be served, or serves what
 * was meant to be left out.
 *
 * @param catalogue before the filter is applied
 */
export const filterTypos = (catalogue: Catalogue, filter: Filter): readonly string[] => {
  const { tools, prompts, resources, templates } = catalogue.current
  const entries = [tools, prompts, resources, templates].flatMap(kind => [...kind.values()])
  const names = new Set(
    [...tools.values()].flatMap(({ name, definition }) => [
      name,
      nameOf(definition),
      ...(definition.options.aliases ?? []),
    ]),
  )
  const tags = new Set(entries.flatMap(({ info }) => [...info.tags]))
  const modules = new Set(catalogue.places.map(({ module }) => fold(module.name)))
  const say = (what: string, unknown: readonly string[], known: ReadonlySet<string>) =>
    unknown.length === 0
      ? []
      : [
          `${what} ${quoted(unknown)}, which is none of this server's: ${[...known].sort().join(', ') || 'it has none'}`,
        ]
  return [
    ...say('TOOL_INCLUDE names the tool', missing(filter.include, names), names),
    ...say('TOOL_EXCLUDE names the tool', missing(filter.exclude, names), names),
    ...say('MCP_TOOLS_INCLUDE_TAGS names the tag', missing(filter.includeTags, tags), tags),
    ...say('MCP_TOOLS_EXCLUDE_TAGS names the tag', missing(filter.excludeTags, tags), tags),
    ...say('MCP_ENABLED_MODULES names the module', missing(filter.modules?.map(fold), modules), modules),
  ]
}
