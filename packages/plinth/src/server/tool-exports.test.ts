import { describe, expect, it } from 'vitest'
import { commandTool } from '../command/index.ts'
import { prompt } from '../define/prompt.ts'
import { resource } from '../define/resource.ts'
import { tool } from '../define/tool.ts'
import { Plinth } from '../plinth.ts'
import { readExports } from './tool-exports.ts'

const ping = tool('ping', {}, () => 'pong')

describe('what can be served of exports', () => {
  it('are tools, resources, templates, prompts and modules', () => {
    const greet = prompt('greet', {}, () => 'Hello')
    const memo = resource('memo://a', {}, () => 'a')
    const memos = resource('memo://{id}', {}, ({ id }) => id)
    const echo = commandTool({ name: 'echo', command: 'echo' })
    const module = new Plinth({ name: 'module' })
    const { definitions, modules } = readExports({ default: ping, greet, memo, memos, echo, module })
    expect(definitions).toEqual([ping, greet, memo, memos, echo])
    expect(modules).toEqual([module])
  })

  it('are not what is skipped by its name', () => {
    const named = { TestPing: ping, MockPing: ping, AbstractPing: ping, _ping: ping, ExamplePing: ping }
    const others = { PingBase: ping, PingMixin: ping, PingInterface: new Plinth({ name: 'module' }) }
    expect(readExports({ ...named, ...others })).toEqual({ definitions: [], modules: [], handles: [] })
  })

  it('are one, however many names they have', () => {
    expect(readExports({ default: ping, ping, TestPing: ping }).definitions).toEqual([ping])
  })

  it('are not what belongs to a server already', () => {
    const server = new Plinth({ name: 'server' })
    const own = server.tool('own', {}, () => 'done')
    const greet = server.prompt('greet', {}, () => 'Hello')
    expect(readExports({ own, greet })).toEqual({ definitions: [], modules: [], handles: ['own', 'greet'] })
  })

  it.each([
    ['nothing', undefined],
    ['null', null],
    ['a text', 'tool'],
    ['a function', () => ping],
    ['a class', Plinth],
    ['what looks like a tool but was not made by tool()', { ...ping }],
    ['a kind that is none', Object.freeze({ ...ping, kind: 'constructor' })],
    ['a tool without a handler', Object.freeze({ kind: 'tool', name: 'x', options: {} })],
    ['a collection', new Map([['add', 1]])],
  ])('are not %s', (_, value) => {
    expect(readExports({ value })).toEqual({ definitions: [], modules: [], handles: [] })
  })
})
