import { describe, expect, it } from 'vitest'
import { compileTemplate } from './uri-template.ts'

const match = (template: string, uri: string) => compileTemplate(template).match(uri)

describe('a URI template gives the values of its variables', () => {
  it.each<[string, string, Record<string, string>]>([
    ['users://{id}/profile', 'users://42/profile', { id: '42' }],
    ['users://{id}/profile', 'users://Ada%20L%2Fx/profile', { id: 'Ada L/x' }],
    ['geo://{lat},{lon}', 'geo://59.9,10.7', { lat: '59.9', lon: '10.7' }],
    ['geo://{lat,lon}', 'geo://59.9,10.7', { lat: '59.9', lon: '10.7' }],
    ['file:///{+path}', 'file:///a/b/c.txt', { path: 'a/b/c.txt' }],
    ['file:///{+path}/raw/{name}', 'file:///a/raw/b/raw/c', { path: 'a/raw/b', name: 'c' }],
    ['doc://{page}{#part}', 'doc://intro#a/b?c', { page: 'intro', part: 'a/b?c' }],
    ['doc://{name}{.type}', 'doc://report.v2.pdf', { name: 'report.v2', type: 'pdf' }],
    ['tree:/{/first,second}', 'tree://a/b', { first: 'a', second: 'b' }],
    ['tree:/{/all*}', 'tree://a/b/c', { all: 'a/b/c' }],
    ['list://{items*}', 'list://a,b,c', { items: 'a,b,c' }],
    ['map://{place}{;lat,lon}', 'map://home;lat=1;lon=2', { place: 'home', lat: '1', lon: '2' }],
    ['find://all{?text,limit}', 'find://all?text=a%26b&limit=5', { text: 'a&b', limit: '5' }],
    ['find://all{?text,limit}', 'find://all?limit=5&text=a', { text: 'a', limit: '5' }],
    ['find://all{?text,limit}', 'find://all?limit=5', { limit: '5' }],
    ['find://all{?text}', 'find://all?text=a=b', { text: 'a=b' }],
    ['find://all{?text}', 'find://all?text', { text: '' }],
    ['find://all{?text}', 'find://all', {}],
    ['find://all?in=x{&text}', 'find://all?in=x&text=a', { text: 'a' }],
    ['a.b+c://{x}(1)', 'a.b+c://y(1)', { x: 'y' }],
    ['odd://{__proto__}/{constructor}', 'odd://a/b', JSON.parse('{"__proto__":"a","constructor":"b"}')],
  ])('%s of %s', (template, uri, expected) => {
    expect(match(template, uri)).toEqual(expected)
  })
})

describe('a URI that is none of the template is not matched', () => {
  it.each([
    ['users://{id}/profile', 'users://1/2/profile'],
    ['users://{id}/profile', 'users://1/profile/more'],
    ['users://{id}/profile', 'xusers://1/profile'],
    ['users://{id}', 'users://%zz'],
    ['a.b://{x}', 'aXb://1'],
    ['file:///{+path}', 'file:///a?b'],
    ['find://all{?text}', 'find://all?other=1'],
    ['find://all{?text}', 'find://all?text=1&text=2'],
    ['find://all{?text}', 'find://all&text=1'],
  ])('%s and %s', (template, uri) => {
    expect(match(template, uri)).toBeUndefined()
  })
})

it.each([
  ['x://{+a}{+b}{+c}{+d}!', 'x://'.padEnd(8_000, '/')],
  ['x://{a}-{b}-{c}-{d}/end', 'x://'.padEnd(8_000, '-')],
  ['x://{+a}/raw/{+b}/raw/{+c}!', 'x://'.padEnd(8_000, '/raw')],
])('%s takes no long time over a hostile URI', (template, uri) => {
  const compiled = compileTemplate(template)
  const start = performance.now()
  expect(compiled.match(uri)).toBeUndefined()
  expect(performance.now() - start).toBeLessThan(100)
})

it('does not look at a URI that is too long', () => {
  const template = compileTemplate('long://{x}')
  expect(template.match('long://'.padEnd(8192, 'x'))).toBeDefined()
  expect(template.match('long://'.padEnd(8193, 'x'))).toBeUndefined()
})

it('knows its variables in order', () => {
  expect(compileTemplate('x://{b}/{+a}{?c,d}').variables).toEqual(['b', 'a', 'c', 'd'])
})

it.each([
  ['x://{id', /unpaired brace/],
  ['x://id}', /unpaired brace/],
  ['x://{}', /no valid variable name in \{\}/],
  ['x://{a b}', /no valid variable name in \{a b\}/],
  ['x://{id:3}', /no valid variable name in \{id:3\}/],
  ['x://{|id}', /no valid variable name in \{\|id\}/],
  ['x://{id}/{id}', /the variable "id" twice/],
])('refuses %s', (template, message) => {
  expect(() => compileTemplate(template)).toThrow(TypeError)
  expect(() => compileTemplate(template)).toThrow(message)
})
