import { expect, it } from 'vitest'
import { resource } from '../define/resource.ts'
import { Catalogue } from './catalogue.ts'
import { Declarations } from './declarations.ts'

const moduleOf = (name: string) =>
  new Declarations({ name, tags: [], lifespan: undefined, config: undefined })

const inner = moduleOf('inner')
inner.add(resource('notes://all', {}, () => ''))
inner.add(resource('users://{id}/profile', {}, () => ''))
const middle = moduleOf('middle')
middle.mount({ module: inner, prefix: 'in', config: undefined })
const root = moduleOf('root')
root.mount({ module: inner, prefix: 'a', config: undefined })
root.mount({ module: inner, prefix: undefined, config: undefined })
root.mount({ module: middle, prefix: 'mid', config: undefined })
root.add(resource('notes://own', {}, () => ''))
const catalogue = new Catalogue(root)

it.each([
  ['/0', 'notes://all', 'notes://a/all'],
  ['/0', 'notes://a/all', 'notes://a/all'],
  ['/0', 'users://7/profile', 'users://a/7/profile'],
  ['/0', 'users://a/7/profile', 'users://a/7/profile'],
  ['/0', 'notes://own', 'notes://own'],
  ['/1', 'notes://all', 'notes://all'],
  ['/2/0', 'notes://all', 'notes://mid/in/all'],
  ['/2', 'notes://all', 'notes://all'],
  ['', 'notes://all', 'notes://all'],
])('at %j, %s is served as %s', (from, uri, served) => {
  expect(catalogue.uriOf(uri, from)).toBe(served)
})
