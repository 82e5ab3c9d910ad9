import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { entryPoints, publicNames } from './public-names.ts'

const repository = join(import.meta.dirname, '../..')
const names = publicNames(repository)

const without = (part: string, these: typeof names) =>
  these
    .filter(({ comment }) => !comment?.value.includes(part))
    .map(({ specifier, name, file }) => `${name} of ${specifier}, in ${file}`)

describe('every public name', () => {
  it('has a doc comment', () => {
    expect(names.length).toBeGreaterThan(300)
    expect(without('', names)).toEqual([])
  })

  it('that is called, or is a class, has an example', () => {
    const called = names.filter(({ isCallable, isType }) => isCallable && !isType)
    expect(called.length).toBeGreaterThan(80)
    expect(without('@example', called)).toEqual([])
  })
})

it('the page on the API has every import once, and nothing else', () => {
  const page = readFileSync(join(repository, 'docs/api.md'), 'utf8')
  const listed = [...page.matchAll(/^\| `([^`]+)` \|/gm)].map(([, specifier]) => specifier)
  expect(listed.sort()).toEqual(entryPoints(repository).map(([specifier]) => specifier))
})

it.each(entryPoints(repository))('the reference has %s under its name', (specifier, file) => {
  expect(readFileSync(join(repository, file), 'utf8')).toContain(` * @module ${specifier}\n`)
})
