import { expect, it } from 'vitest'
import { tool } from '../define/tool.ts'
import { Catalogue, type Snapshot } from './catalogue.ts'
import { Declarations } from './declarations.ts'
import { createHandle } from './handle.ts'

const moduleOf = (name: string) =>
  new Declarations({ name, tags: [], lifespan: undefined, config: undefined })
const named = (name: string) => tool(name, {}, () => name)

const setUp = () => {
  const root = moduleOf('root')
  const module = moduleOf('module')
  for (const prefix of ['a', 'b']) root.mount({ module, prefix, config: undefined })
  const toggled = createHandle(module, named('toggled'))
  module.add(named('other'))
  const built: Snapshot[] = []
  const catalogue = new Catalogue(root, { onBuild: snapshot => built.push(snapshot) })
  const entry = (name: string) => catalogue.current.tools.get(name)
  return { root, module, toggled, catalogue, entry, built }
}

it('a component that is switched leaves the others as they were', () => {
  const { toggled, entry, built } = setUp()
  const before = [entry('a_other'), entry('b_other'), entry('a_toggled')]
  expect(before.map(one => one?.path)).toEqual(['/0', '/1', '/0'])
  toggled.disable()
  expect([entry('a_other'), entry('b_other'), entry('a_toggled')]).toEqual([before[0], before[1], undefined])
  expect(entry('a_other')).toBe(before[0])
  toggled.enable()
  expect(entry('a_toggled')).toBe(before[2])
  expect(built).toHaveLength(3)
})

it('a component that is replaced is made anew', () => {
  const { toggled, entry } = setUp()
  const before = entry('a_toggled')
  toggled.update(tool('toggled', { description: 'new' }, () => ''))
  expect(entry('a_toggled')).not.toBe(before)
  expect(entry('a_toggled')?.listing).toMatchObject({ description: 'new' })
})

it('middleware and mounts that come later make everything anew', () => {
  const { root, module, entry } = setUp()
  const before = entry('a_other')
  module.use({ methods: undefined, middleware: (_, next) => next() })
  expect(entry('a_other')?.layers).toHaveLength(1)
  expect(before?.layers).toHaveLength(0)
  const later = moduleOf('later')
  root.mount({ module: later, prefix: 'c', config: undefined })
  later.add(named('late'))
  expect(entry('c_late')?.path).toBe('/2')
})
