import { describe, expect, it } from 'vitest'
import { compileFilters, type Filter } from './filter.ts'

const tools = {
  scan: { names: ['lab_scan', 'scan', 'NmapTool'], tags: ['network', 'slow'] },
  ping: { names: ['lab_ping', 'ping'], tags: ['network'] },
  note: { names: ['note'], tags: [] },
}

const served = (...filters: Filter[]) => {
  const { hasTool, hasTags } = compileFilters(filters)
  return Object.entries(tools)
    .filter(([, { names, tags }]) => hasTool(names) && hasTags(new Set(tags)))
    .map(([name]) => name)
}

describe('a filter of tools', () => {
  it.each<[string, Filter, string[]]>([
    ['nothing', {}, ['scan', 'ping', 'note']],
    ['empty lists', { include: [], exclude: [], includeTags: [], excludeTags: [] }, ['scan', 'ping', 'note']],
    ['a name', { include: ['ping'] }, ['ping']],
    ['a name with its prefix', { include: ['lab_ping'] }, ['ping']],
    ['an alias', { include: ['NmapTool'] }, ['scan']],
    ['a name to leave out', { exclude: ['ping'] }, ['scan', 'note']],
    ['an alias to leave out', { exclude: ['NmapTool'] }, ['ping', 'note']],
    ['both: leaving out wins', { include: ['scan', 'ping'], exclude: ['NmapTool'] }, ['ping']],
    ['a name that nothing has', { include: ['constructor'] }, []],
    ['a tag', { includeTags: ['network'] }, ['scan', 'ping']],
    ['one of several tags', { includeTags: ['slow', 'other'] }, ['scan']],
    ['a tag to leave out', { excludeTags: ['slow'] }, ['ping', 'note']],
    ['both tags: leaving out wins', { includeTags: ['network'], excludeTags: ['slow'] }, ['ping']],
    ['a name and a tag: both must fit', { include: ['note', 'ping'], includeTags: ['network'] }, ['ping']],
  ])('with %s', (_, filter, expected) => {
    expect(served(filter)).toEqual(expected)
  })

  it('leaves out what any of several filters leaves out', () => {
    expect(served({ exclude: ['note'] }, { excludeTags: ['slow'] })).toEqual(['ping'])
  })
})

describe('a filter of modules', () => {
  const { hasModule } = compileFilters([{ modules: ['Alert_Rules'] }])

  it.each(['alert-rules', 'alert_rules', 'Alert-Rules'])('finds %s', name => {
    expect(hasModule(name)).toBe(true)
  })

  it('leaves out the others', () => {
    expect(hasModule('alerts')).toBe(false)
    expect(compileFilters([{ modules: [] }]).hasModule('alerts')).toBe(true)
  })
})
