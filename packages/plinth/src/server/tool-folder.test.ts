import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import { findToolFolder, isInside } from './tool-folder.ts'

const root = realpathSync(mkdtempSync(join(tmpdir(), 'tool-folder-')))
afterAll(() => rmSync(root, { recursive: true }))

const put = (path: string, content: string | object = ''): string => {
  const file = join(root, path)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content))
  return file
}
const putPackage = (name: string, manifest: object | string, files: readonly string[] = []) => {
  put(`node_modules/${name}/package.json`, manifest)
  for (const file of files) put(`node_modules/${name}/${file}`)
  return join(root, 'node_modules', name)
}
const find = (given: string | URL, from = root) => findToolFolder(given, from).path

describe('a folder', () => {
  put('tools/a.ts')

  it.each([
    ['by a relative path', 'tools'],
    ['by a relative path with a dot', './tools'],
    ['by an absolute path', join(root, 'tools')],
    ['by a URL', pathToFileURL(join(root, 'tools'))],
    ['by a URL as text', pathToFileURL(join(root, 'tools')).href],
  ])('is found %s', (_, given) => {
    expect(find(given)).toBe(join(root, 'tools'))
  })

  it('comes before a package of that name', () => {
    putPackage('tools', {})
    expect(find('tools')).toBe(join(root, 'tools'))
  })

  it.each(['./absent', '../absent', join(root, 'absent'), join(root, 'tools/a.ts')])('%s is none', given => {
    expect(() => find(given)).toThrow(/is no folder/)
  })
})

describe('an installed package', () => {
  it.each([
    ['what its own field names', { plinth: { tools: 'lib/tools' }, main: 'dist/index.js' }, 'lib/tools'],
    ['its only export', { exports: './dist/index.js' }, 'dist'],
    ['its conditional export', { exports: { '.': { types: './x.d.ts', import: './esm/a.js' } } }, 'esm'],
    ['its export without a path', { exports: { default: './dist/index.js' } }, 'dist'],
    ['its main file', { main: 'dist/index.js' }, 'dist'],
    ['a main file at its root', { main: './index.js' }, '.'],
    ['nothing', {}, '.'],
    ['an odd field', { plinth: { tools: 7 }, exports: 7, main: [], bin: 7 }, '.'],
  ])('is searched where it is by %s', (_, manifest, folder) => {
    const path = putPackage('some-tools', manifest, ['lib/tools/a.js', 'dist/a.js', 'esm/a.js'])
    expect(find('some-tools')).toBe(join(path, folder))
  })

  it('may have a scope, and be in a folder above', () => {
    const path = putPackage('@acme/tools', {})
    mkdirSync(join(root, 'deep/er'), { recursive: true })
    expect(find('@acme/tools', join(root, 'deep/er'))).toBe(path)
  })

  it('may be named with a folder in it', () => {
    const path = putPackage('@acme/more', { main: 'dist/index.js' }, ['dist/a.js', 'extra/in/a.js'])
    expect(find('@acme/more/extra/in')).toBe(join(path, 'extra/in'))
  })

  it('may be linked to where it really is', () => {
    put('elsewhere/linked/package.json', {})
    symlinkSync(join(root, 'elsewhere/linked'), join(root, 'node_modules/linked'))
    expect(find('linked')).toBe(join(root, 'elsewhere/linked'))
  })

  it('keeps its programs apart', () => {
    const path = putPackage('programs', { bin: { a: './bin/a.js', b: 'absent.js' } }, ['bin/a.js'])
    expect(findToolFolder('programs', root).programs).toEqual(new Set([join(path, 'bin/a.js')]))
    putPackage('program', { bin: './a.js' }, ['a.js'])
    expect(findToolFolder('program', root).programs.size).toBe(1)
  })

  it.each([
    ['absent', /neither a folder nor an installed package "absent"/],
    ['@acme/absent', /neither a folder nor an installed package "@acme\/absent"/],
    ['', /name one/],
    ['no such name', /is no folder/],
    ['has\0nul', /is no folder|null bytes/],
  ])('%j is none', (given, message) => {
    expect(() => find(given)).toThrow(message)
  })

  it('does not lead out of itself, by dots or links', () => {
    put('secret/a.js')
    const path = putPackage('outward', { plinth: { tools: '../../secret' } })
    symlinkSync(join(root, 'secret'), join(path, 'link'))
    expect(() => find('outward')).toThrow(/leads out of the package "outward"/)
    expect(() => find('outward/link')).toThrow(/leads out of the package "outward"/)
    expect(() => find('outward/absent')).toThrow(/has no folder "absent"/)
  })

  it('is named when its package.json cannot be read', () => {
    putPackage('torn', '{')
    putPackage('list', '[]')
    expect(() => find('torn')).toThrow(/torn.package\.json cannot be read: /)
    expect(() => find('list')).toThrow(/list.package\.json cannot be read: it holds no object/)
  })
})

it.each([
  ['/a', '/a', true],
  ['/a', '/a/b', true],
  ['/a', '/a/..b', true],
  ['/a', '/ab', false],
  ['/a', '/', false],
  ['/a/b', '/a', false],
  ['/', '/a', true],
])('in %s is %s: %s', (folder, path, inside) => {
  expect(isInside(folder, path)).toBe(inside)
})
