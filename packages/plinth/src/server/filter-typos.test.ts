import { expect, it } from 'vitest'
import type { Filter } from '../catalogue/filter.ts'
import { Plinth } from '../index.ts'
import { filterTypos } from './filter-typos.ts'

const server = () => {
  const module = new Plinth({ name: 'data_lake' })
  module.tool('query', { tags: ['sql'], aliases: ['QueryTool'] }, () => '')
  return new Plinth({ name: 'test' }).mount(module, { prefix: 'lake' })
}
const typosIn = (filter: Filter) => filterTypos(server().runtime.catalogue, filter)

it.each<[Filter, string]>([
  [{ include: ['qeury'] }, 'TOOL_INCLUDE names the tool "qeury"'],
  [{ exclude: ['query', 'nmap'] }, 'TOOL_EXCLUDE names the tool "nmap"'],
  [{ includeTags: ['sq'] }, 'MCP_TOOLS_INCLUDE_TAGS names the tag "sq"'],
  [{ excludeTags: ['x', 'y'] }, 'MCP_TOOLS_EXCLUDE_TAGS names the tag "x", "y"'],
  [{ modules: ['lake'] }, 'MCP_ENABLED_MODULES names the module "lake"'],
])('says that %j names what is not there, and what is', (filter, message) => {
  const [typo] = typosIn(filter)
  expect(typo).toContain(message)
  expect(typo).toMatch(/QueryTool, lake_query, query|: sql$|: data-lake, test$/)
})

it('says nothing about names, prefixed names, aliases, tags and modules that are there', () => {
  const filter = {
    include: ['query', 'lake_query'],
    exclude: ['QueryTool'],
    includeTags: ['sql'],
    modules: ['Data-Lake'],
  }
  expect(typosIn(filter)).toEqual([])
})
