import { expect, it } from 'vitest'
import { prompt } from '../define/prompt.ts'
import { tool } from '../define/tool.ts'
import { Declarations, type Definition } from './declarations.ts'
import { createHandle } from './handle.ts'

const setUp = () => {
  const module = new Declarations({ name: 'test', tags: [], lifespan: undefined, config: undefined })
  const handle = createHandle<Definition>(
    module,
    tool('scan', {}, () => 1),
  )
  const changes: string[] = []
  module.onChange(kind => changes.push(kind))
  const slot = () => module.slots.get('tool:scan')
  return { module, handle, changes, slot }
}

it('disables and enables, and tells of each change once', () => {
  const { handle, changes, slot } = setUp()
  expect(handle.enabled).toBe(true)
  handle.disable()
  handle.disable()
  expect([handle.enabled, slot()?.enabled]).toEqual([false, false])
  handle.enable()
  handle.enable()
  expect([handle.enabled, slot()?.enabled]).toEqual([true, true])
  expect(changes).toEqual(['tool', 'tool'])
})

it('begins disabled where the component says so', () => {
  const { module } = setUp()
  expect(
    createHandle(
      module,
      tool('later', { enabled: false }, () => 1),
    ).enabled,
  ).toBe(false)
})

it('updates to a component of the same kind and name only', () => {
  const { handle, changes, slot } = setUp()
  const next = tool('scan', { description: 'new' }, () => 2)
  handle.update(next)
  expect(handle.definition).toBe(next)
  expect(slot()?.definition).toBe(next)
  expect(changes).toEqual(['tool'])
  expect(() => handle.update(tool('other', {}, () => 1))).toThrow('tool:scan cannot become tool:other')
  expect(() => handle.update(prompt('scan', {}, () => ''))).toThrow('tool:scan cannot become prompt:scan')
})

it('removes for good, and leaves a later component of that name alone', () => {
  const { module, handle, changes, slot } = setUp()
  handle.remove()
  expect(slot()).toBeUndefined()
  module.add(tool('scan', {}, () => 2))
  handle.remove()
  expect(slot()).toBeDefined()
  expect(changes).toEqual(['tool', 'tool'])
})
