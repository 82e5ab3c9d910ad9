import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { Catalogue } from '../catalogue/catalogue.ts'
import { Declarations } from '../catalogue/declarations.ts'
import type { Filter } from '../catalogue/filter.ts'
import type { Lifespan } from '../define/lifespan.ts'
import { compileSchema, type Schema } from '../define/schema.ts'
import { recordingLog } from '../testing/recording-log.fixtures.ts'
import { Lifespans } from './lifespans.ts'

const moduleOf = (name: string, lifespan?: Lifespan<unknown, never>, config?: Schema) =>
  new Declarations({
    name,
    tags: [],
    lifespan: lifespan as Lifespan | undefined,
    config: config && compileSchema(config, `the configuration of "${name}"`, 'input'),
  })

const mount = (outer: Declarations, module: Declarations, config?: unknown, prefix?: string) =>
  outer.mount({ module, prefix, config })

const lifespansOf = (root: Declarations, filter: Filter = {}) => {
  const log = recordingLog()
  const catalogue = new Catalogue(root)
  catalogue.filter(filter)
  return { log, lifespans: new Lifespans(catalogue, log) }
}

/** A module that says what happens to it. */
const telling = (seen: string[], name: string) =>
  moduleOf(name, ({ defer }) => {
    seen.push(`${name} begins`)
    defer(() => seen.push(`${name} closes its first`))
    defer(async () => seen.push(`${name} closes its second`))
    return { name }
  })

describe('lifespans', () => {
  it('begin from the outside in, and close in reverse order, also across modules', async () => {
    const seen: string[] = []
    const root = telling(seen, 'root')
    const outer = telling(seen, 'outer')
    mount(outer, telling(seen, 'inner'))
    mount(root, outer)
    mount(root, telling(seen, 'last'))
    const { lifespans } = lifespansOf(root)
    await lifespans.start()
    expect(seen).toEqual(['root begins', 'outer begins', 'inner begins', 'last begins'])
    seen.length = 0
    await lifespans.close()
    expect(seen).toEqual(
      ['last', 'inner', 'outer', 'root'].flatMap(name => [
        `${name} closes its second`,
        `${name} closes its first`,
      ]),
    )
  })

  it('run once, however often and however many at once ask for what they made', async () => {
    let runs = 0
    const root = moduleOf('root', async () => ({ run: ++runs }))
    const { lifespans } = lifespansOf(root)
    const made = await Promise.all([lifespans.depsAt(''), lifespans.depsAt(''), lifespans.start()])
    expect(made[0]).toBe(made[1])
    expect(lifespans.depsAt('')).toBe(made[0])
    expect(runs).toBe(1)
  })

  it('close once', async () => {
    let closed = 0
    const { lifespans } = lifespansOf(moduleOf('root', ({ defer }) => defer(() => closed++)))
    await lifespans.start()
    await Promise.all([lifespans.close(), lifespans.close()])
    await lifespans.close()
    expect(closed).toBe(1)
  })

  it('are told that the server begins to close, before anything is closed', async () => {
    const seen: string[] = []
    const root = moduleOf('root', ({ signal, defer }) => {
      signal.addEventListener('abort', () => seen.push('told'))
      defer(() => seen.push('closed'))
    })
    const { lifespans } = lifespansOf(root)
    await lifespans.start()
    await lifespans.close()
    expect(seen).toEqual(['told', 'closed'])
  })

  it('close what they can when one of them fails, and the log names it', async () => {
    const closed: string[] = []
    const failure = new Error('still in use')
    const root = moduleOf('root', ({ defer }) => defer(() => closed.push('root')))
    const inner = moduleOf('inner', ({ defer }) => {
      defer(() => closed.push('inner'))
      defer(() => Promise.reject(failure))
    })
    mount(root, inner)
    const { lifespans, log } = lifespansOf(root)
    await lifespans.start()
    await lifespans.close()
    expect(closed).toEqual(['inner', 'root'])
    expect(log.lines).toEqual([
      { level: 'error', event: 'lifespan.close_failed', fields: { module: 'inner', error: failure } },
    ])
  })

  it('close what was opened before one of them failed to begin', async () => {
    const closed: string[] = []
    const root = moduleOf('root', ({ defer }) => defer(() => closed.push('root')))
    const broken = moduleOf('broken', ({ defer }) => {
      defer(() => closed.push('half of broken'))
      throw new Error('no database')
    })
    mount(root, broken)
    const { lifespans } = lifespansOf(root)
    await expect(lifespans.start()).rejects.toThrow('no database')
    await lifespans.close()
    expect(closed).toEqual(['half of broken', 'root'])
  })

  it('that failed to begin are tried again', async () => {
    let tries = 0
    const root = moduleOf('root', async () => {
      if (++tries === 1) throw new Error('not yet')
      return { tries }
    })
    const { lifespans } = lifespansOf(root)
    await expect(lifespans.start()).rejects.toThrow('not yet')
    expect(await lifespans.depsAt('')).toEqual({ tries: 2 })
  })

  it('that failed to begin leave nothing open, however often they are tried', async () => {
    let open = 0
    const seen: number[] = []
    const root = moduleOf('root', ({ defer }) => {
      seen.push(open)
      open++
      defer(() => open--)
      throw new Error('no database')
    })
    const { lifespans } = lifespansOf(root)
    for (let n = 0; n < 3; n++) await expect(lifespans.depsAt('')).rejects.toThrow('no database')
    expect({ seen, open }).toEqual({ seen: [0, 0, 0], open: 0 })
    await lifespans.close()
    expect(open).toBe(0)
  })

  it('may put off the closing of what they open later', async () => {
    const closed: string[] = []
    let later: ((close: () => unknown) => void) | undefined
    const root = moduleOf('root', ({ defer }) => {
      later = defer
      defer(() => closed.push('first'))
    })
    const { lifespans } = lifespansOf(root)
    await lifespans.start()
    later?.(() => closed.push('later'))
    await lifespans.close()
    expect(closed).toEqual(['later', 'first'])
  })

  it('of modules that are mounted later begin when they are needed', async () => {
    const root = moduleOf('root')
    const { lifespans } = lifespansOf(root)
    await lifespans.start()
    mount(
      root,
      moduleOf('late', () => ({ late: true })),
    )
    expect(await lifespans.depsAt('/0')).toEqual({ late: true })
  })

  it('do not begin while the server closes', async () => {
    const root = moduleOf('root', () => ({}))
    const { lifespans } = lifespansOf(root)
    await lifespans.close()
    await expect(lifespans.start()).rejects.toThrow('"root" cannot begin: the server is closing')
  })

  it('of modules that are left out do not begin', async () => {
    const seen: string[] = []
    const root = telling(seen, 'root')
    mount(root, telling(seen, 'wanted'))
    mount(root, telling(seen, 'unwanted'))
    await lifespansOf(root, { modules: ['wanted'] }).lifespans.start()
    expect(seen).toEqual(['root begins', 'wanted begins'])
  })

  it('make nothing where there are none', async () => {
    expect(await lifespansOf(moduleOf('root')).lifespans.depsAt('')).toEqual({})
  })
})

describe('a module that is mounted with a configuration', () => {
  const config = z.object({ url: z.string(), retries: z.int().default(2) })
  const client = () => moduleOf('client', ({ config }) => ({ config, id: Symbol() }), config)

  it('gets it checked, its own each time', async () => {
    const root = moduleOf('root')
    const module = client()
    mount(root, module, { url: 'a' })
    mount(root, module, { url: 'b', retries: 5 })
    const { lifespans } = lifespansOf(root)
    await lifespans.start()
    expect(lifespans.depsAt('/0')).toMatchObject({ config: { url: 'a', retries: 2 } })
    expect(lifespans.depsAt('/1')).toMatchObject({ config: { url: 'b', retries: 5 } })
  })

  it('does not begin with a wrong one, which names the module and the field', async () => {
    const root = moduleOf('root')
    mount(root, client(), { retries: 1.5 })
    await expect(lifespansOf(root).lifespans.start()).rejects.toThrow(
      /^The configuration of "client" is not valid: .*url: .*retries: /,
    )
  })

  it('names the mount by its prefixes', async () => {
    const [root, outer] = [moduleOf('root'), moduleOf('outer')]
    mount(outer, client(), { url: 'a' }, 'first')
    mount(outer, client(), undefined, 'second')
    mount(root, outer, undefined, 'lab')
    await expect(lifespansOf(root).lifespans.start()).rejects.toThrow(
      /^The configuration of "client", mounted with the prefix "lab_second", is not valid: url: /,
    )
  })

  it('may be left out where the schema takes nothing, or an object without fields', async () => {
    const root = moduleOf('root')
    for (const schema of [config.optional(), config.partial(), config.default({ url: 'd', retries: 1 })])
      mount(
        root,
        moduleOf('client', ({ config }) => ({ config }), schema),
      )
    const { lifespans } = lifespansOf(root)
    await lifespans.start()
    expect(['/0', '/1', '/2'].map(path => lifespans.depsAt(path))).toEqual([
      { config: undefined },
      { config: { retries: 2 } },
      { config: { url: 'd', retries: 1 } },
    ])
  })
})
