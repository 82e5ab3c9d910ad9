import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { describe, expect, it } from 'vitest'
import { tool } from '../define/tool.ts'
import { Catalogue } from './catalogue.ts'
import { Declarations, type Definition } from './declarations.ts'
import { createHandle } from './handle.ts'

const moduleOf = (name: string, ...definitions: Definition[]) => {
  const module = new Declarations({ name, tags: [], lifespan: undefined, config: undefined })
  for (const definition of definitions) module.add(definition)
  return module
}

const scan = tool('scan', {}, () => '')

describe('a module', () => {
  it('tells of a change once, however often it is mounted', () => {
    const module = moduleOf('module')
    const handle = createHandle(module, scan)
    const outer = moduleOf('outer')
    const changes: unknown[] = []
    for (const prefix of ['a', 'b', 'c']) outer.mount({ module, prefix, config: undefined })
    outer.onChange(kind => changes.push(kind))
    handle.disable()
    handle.enable()
    expect(changes).toEqual(['tool', 'tool'])
  })

  it('does not keep alive what it was mounted in', async () => {
    const module = moduleOf('module', scan)
    const made = Array.from({ length: 20 }, () => {
      const outer = moduleOf('outer')
      outer.mount({ module, prefix: undefined, config: undefined })
      expect([...new Catalogue(outer).current.tools.keys()]).toEqual(['scan'])
      return new WeakRef(outer)
    })
    setFlagsFromString('--expose-gc')
    const collect = runInNewContext('gc') as () => void
    const alive = async () => {
      await new Promise(resolve => setImmediate(resolve))
      collect()
      return made.filter(reference => reference.deref()).length
    }
    await expect.poll(alive).toBe(0)
  })
})
