import { describe, expect, it } from 'vitest'
import { prompt } from '../define/prompt.ts'
import { resource } from '../define/resource.ts'
import { tool } from '../define/tool.ts'
import { Catalogue, type Conflict } from './catalogue.ts'
import { Declarations, type Definition } from './declarations.ts'
import { createHandle } from './handle.ts'

const moduleOf = (name: string, ...definitions: Definition[]) => {
  const module = new Declarations({ name, tags: [], lifespan: undefined, config: undefined })
  for (const definition of definitions) module.add(definition)
  return module
}

const mount = (outer: Declarations, module: Declarations, prefix?: string) =>
  outer.mount({ module, prefix, config: undefined })

const named = (name: string, options = {}) => tool(name, options, () => name)
const toolsOf = (catalogue: Catalogue) => [...catalogue.current.tools.keys()]

describe('a mounted module', () => {
  const lab = moduleOf(
    'lab',
    named('scan'),
    prompt('ask', {}, () => ''),
    resource('notes://all', {}, () => ''),
    resource('notes://{id}', {}, () => ''),
  )
  const root = moduleOf('root', named('own'))
  mount(root, lab, 'lab')
  const catalogue = new Catalogue(root)

  it('gives its components of every kind, under its prefix', () => {
    expect(toolsOf(catalogue)).toEqual(['own', 'lab_scan'])
    expect([...catalogue.current.prompts.keys()]).toEqual(['lab_ask'])
    expect([...catalogue.current.resources.keys()]).toEqual(['notes://lab/all'])
    expect([...catalogue.current.templates.keys()]).toEqual(['notes://lab/{id}'])
  })

  it('is searched by URI: a resource before a template', () => {
    expect(catalogue.findResource('notes://lab/all')).toMatchObject({ name: 'notes://lab/all' })
    expect(catalogue.findResource('notes://lab/7')).toMatchObject({ variables: { id: '7' } })
    expect(catalogue.findResource('notes://all')).toBeUndefined()
  })

  it('may contain modules of its own', () => {
    const inner = moduleOf('inner', named('deep'))
    const middle = moduleOf('middle', named('half'))
    mount(middle, inner, 'in')
    const outer = moduleOf('outer')
    mount(outer, middle, 'mid')
    expect(toolsOf(new Catalogue(outer))).toEqual(['mid_half', 'mid_in_deep'])
  })

  it('is named by where it is asked from, when it is mounted several times', () => {
    const definition = named('scan')
    const inner = moduleOf('inner', definition)
    const outer = moduleOf('outer')
    for (const prefix of ['a', 'b']) {
      const middle = moduleOf('middle')
      mount(middle, inner, 'x')
      mount(middle, inner, 'y')
      mount(outer, middle, prefix)
    }
    const catalogue = new Catalogue(outer)
    const from = (...paths: string[]) => paths.map(path => catalogue.nameOf(definition, path))
    expect(from('', '/0', '/0/1', '/1', '/1/0', '/1/1', '/10')).toEqual([
      'a_x_scan',
      'a_x_scan',
      'a_y_scan',
      'b_x_scan',
      'b_x_scan',
      'b_y_scan',
      'a_x_scan',
    ])
    expect(catalogue.nameOf(named('elsewhere'), '/1')).toBe('elsewhere')
  })

  it('does not contain itself', () => {
    const outer = moduleOf('outer')
    const inner = moduleOf('inner')
    mount(outer, inner)
    expect(() => mount(inner, outer)).toThrow('"inner" cannot mount "outer": it would contain itself')
    expect(() => mount(inner, inner)).toThrow('it would contain itself')
  })

  it.each(['', 'a b', 'a/b', '{x}', 'x'.repeat(65)])('has no prefix like %j', prefix => {
    expect(() => mount(moduleOf('outer'), moduleOf('inner'), prefix)).toThrow(
      /cannot be a prefix: use 1 to 64/,
    )
  })

  it('mounted twice, is there twice', () => {
    const outer = moduleOf('outer')
    mount(outer, lab, 'a')
    mount(outer, lab, 'b')
    const { tools } = new Catalogue(outer).current
    expect([...tools.keys()]).toEqual(['a_scan', 'b_scan'])
    expect(tools.get('a_scan')?.path).not.toBe(tools.get('b_scan')?.path)
  })

  it('mounted twice, has tools that go by their first name', () => {
    const scan = named('scan')
    const twice = moduleOf('twice', scan)
    const outer = moduleOf('outer')
    mount(outer, twice, 'a')
    mount(outer, twice, 'b')
    expect(new Catalogue(outer).nameOf(scan)).toBe('a_scan')
  })
})

it('follows a mounted module, and not one that was imported', () => {
  const live = moduleOf('live')
  const first = createHandle(live, named('first'))
  const inner = moduleOf('inner')
  mount(live, inner, 'in')
  const root = moduleOf('root')
  mount(root, live, 'mounted')
  mount(root, live.copy(), 'imported')
  const catalogue = new Catalogue(root)
  expect(toolsOf(catalogue)).toEqual(['mounted_first', 'imported_first'])
  live.add(named('later'))
  const deep = createHandle(inner, named('deep'))
  expect(toolsOf(catalogue)).toEqual(['mounted_first', 'mounted_later', 'mounted_in_deep', 'imported_first'])
  deep.disable()
  expect(toolsOf(catalogue)).toEqual(['mounted_first', 'mounted_later', 'imported_first'])
  first.disable()
  expect(toolsOf(catalogue)).toEqual(['mounted_later', 'imported_first'])
})

describe('two components of one name', () => {
  const conflictsOf = (root: Declarations) => {
    const conflicts: Conflict[] = []
    const catalogue = new Catalogue(root, { onConflict: conflict => conflicts.push(conflict) })
    return { catalogue, conflicts }
  }

  it('of one module are refused', () => {
    const root = moduleOf('root', named('scan'))
    expect(() => root.add(named('scan'))).toThrow(
      '"root" has a tool "scan" already: rename one, or update() it',
    )
    expect(() => root.add(prompt('scan', {}, () => ''))).not.toThrow()
  })

  it('are served from the server itself, then from the earlier mount; each is told once', () => {
    const root = moduleOf('root')
    mount(root, moduleOf('first', named('both'), named('all')))
    mount(root, moduleOf('second', named('both'), named('all')))
    root.add(named('all'))
    const { catalogue, conflicts } = conflictsOf(root)
    const served = () =>
      [...catalogue.current.tools.values()].map(({ definition }) => (definition.handler as () => string)())
    expect(served()).toEqual(['all', 'both'])
    expect(catalogue.current.tools.get('all')?.path).toBe('')
    expect(catalogue.current.tools.get('both')?.path).toBe('/0')
    root.add(named('more'))
    expect(catalogue.current.tools.size).toBe(3)
    expect(conflicts).toEqual([
      { kind: 'tool', name: 'all', servedFrom: 'root', hiddenFrom: 'first' },
      { kind: 'tool', name: 'both', servedFrom: 'first', hiddenFrom: 'second' },
      { kind: 'tool', name: 'all', servedFrom: 'root', hiddenFrom: 'second' },
    ])
  })

  it('may be of two kinds', () => {
    const root = moduleOf('root', named('a'))
    mount(
      root,
      moduleOf(
        'first',
        prompt('a', {}, () => ''),
      ),
    )
    const { catalogue, conflicts } = conflictsOf(root)
    expect(catalogue.current.prompts.size + catalogue.current.tools.size).toBe(2)
    expect(conflicts).toEqual([])
  })

  it('let the hidden one through while the nearer one is disabled', () => {
    const root = moduleOf('root')
    const own = createHandle(root, named('a'))
    mount(root, moduleOf('first', named('a')))
    const catalogue = new Catalogue(root)
    own.disable()
    expect(catalogue.current.tools.get('a')?.path).toBe('/0')
    own.enable()
    expect(catalogue.current.tools.get('a')?.path).toBe('')
  })
})

describe('filters', () => {
  it('leave out tools by name, alias and tag, and modules by name', () => {
    const root = moduleOf('root', named('keep'), named('gone'), named('nmap', { aliases: ['NmapTool'] }))
    mount(root, moduleOf('extra', named('more')), 'x')
    mount(root, moduleOf('other', named('other')))
    const catalogue = new Catalogue(root)
    catalogue.filter({ exclude: ['gone', 'NmapTool'] }, { modules: ['extra'] })
    expect(toolsOf(catalogue)).toEqual(['keep', 'x_more'])
    expect(catalogue.places.map(({ module }) => module.name)).toEqual(['root', 'extra'])
  })

  it('see the tags of the server and of modules on the way', () => {
    const part = new Declarations({ name: 'part', tags: ['slow'], lifespan: undefined, config: undefined })
    part.add(named('inner'))
    const root = new Declarations({ name: 'root', tags: ['lab'], lifespan: undefined, config: undefined })
    root.add(named('outer', { tags: ['own'] }))
    mount(root, part)
    const catalogue = new Catalogue(root)
    const tags = (name: string) => [...(catalogue.current.tools.get(name)?.info.tags ?? [])]
    expect(tags('outer')).toEqual(['lab', 'own'])
    expect(tags('inner')).toEqual(['lab', 'slow'])
    catalogue.filter({ excludeTags: ['slow'] })
    expect(toolsOf(catalogue)).toEqual(['outer'])
  })
})

describe('the name under which a tool is served', () => {
  it('has its prefixes, also for the second of two tools with one handler', () => {
    const handler = () => 'x'
    const first = tool('first', {}, handler)
    const second = tool('second', {}, handler)
    const root = moduleOf('root')
    mount(root, moduleOf('lab', first, second), 'lab')
    const catalogue = new Catalogue(root)
    expect(catalogue.nameOf(first)).toBe('lab_first')
    expect(catalogue.nameOf(second)).toBe('lab_second')
    expect(catalogue.nameOf(named('nowhere'))).toBe('nowhere')
  })

  it('is known by its handle after an update', () => {
    const lab = moduleOf('lab')
    const scan = named('scan')
    const handle = createHandle(lab, scan)
    const root = moduleOf('root')
    mount(root, lab, 'lab')
    const catalogue = new Catalogue(root)
    handle.update(named('scan'))
    expect(catalogue.nameOf({ ...scan, definition: handle.definition } as typeof scan)).toBe('lab_scan')
  })
})

it('computes nothing until something changes', () => {
  const root = moduleOf('root', named('a'))
  const catalogue = new Catalogue(root)
  const before = catalogue.current
  expect(catalogue.current).toBe(before)
  root.add(named('b'))
  expect(catalogue.current).not.toBe(before)
})
