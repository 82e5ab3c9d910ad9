import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { canHold } from './place.ts'
import { makeTree, ruleOf } from './tree.fixtures.ts'

const { open, outside, remove } = await makeTree()
afterAll(remove)

const ESCAPES: readonly (readonly [string, string])[] = [
  ['../outside/secret.txt', 'traversal'],
  ['..', 'traversal'],
  ['../', 'traversal'],
  ['notes/../../outside/secret.txt', 'traversal'],
  ['notes/..', 'traversal'],
  ['notes/../notes/a.txt', 'traversal'],
  ['..\\outside\\secret.txt', 'traversal'],
  ['notes\\..\\..\\outside', 'traversal'],
  ['/etc/passwd', 'absolute'],
  [join(outside, 'secret.txt'), 'absolute'],
  ['//etc/passwd', 'absolute'],
  ['\\\\server\\share', 'absolute'],
  ['C:\\Windows\\win.ini', 'absolute'],
  ['c:/Windows', 'absolute'],
  ['C:secret', 'absolute'],
  ['notes/a.txt\0.png', 'form'],
  ['\0', 'form'],
  ['notes\\a.txt', 'form'],
  ['notes//a.txt', 'form'],
  ['notes/./a.txt', 'form'],
  ['./notes/a.txt', 'form'],
  ['notes/a.txt\n', 'form'],
  ['a/'.repeat(3_000), 'form'],
  ['x'.repeat(300), 'form'],
  ['.env', 'hidden'],
  ['.git/config', 'hidden'],
  ['notes/..two-dots', 'hidden'],
  ['.../a', 'hidden'],
  ['link-file', 'symlink'],
  ['link-directory/secret.txt', 'symlink'],
  ['link-directory', 'symlink'],
  ['link-directory/', 'symlink'],
  ['link-relative/secret.txt', 'symlink'],
  ['link-inside', 'symlink'],
  ['link-directory-inside/a.txt', 'symlink'],
  ['notes/passwd', 'symlink'],
  ['environ', 'symlink'],
  ['loop', 'symlink'],
  ['dangling', 'symlink'],
  ['hard', 'hard-link'],
  ['pipe', 'kind'],
  ['socket', 'kind'],
  ['~/secret', 'NOT_FOUND'],
  ['$HOME/secret', 'NOT_FOUND'],
  ['file:///etc/passwd', 'form'],
  ['notes/%2e%2e/%2e%2e/outside/secret.txt', 'NOT_FOUND'],
  ['%2e%2e/outside/secret.txt', 'NOT_FOUND'],
  ['．．/outside/secret.txt', 'NOT_FOUND'],
  ['‥/outside', 'NOT_FOUND'],
  ['notes/a.txt/', 'gave "one\\ntwo\\r\\nthree\\n"'],
  ['notes/a.txt/x', 'NOT_FOUND'],
]

describe.each([
  ['by handles', canHold],
  ['by names', false],
])('paths that lead out, %s', (_, hold) => {
  it.each(ESCAPES)('reading %j: %s', async (path, rule) =>
    expect(await ruleOf(open({}, hold).readText(path))).toBe(rule),
  )

  it.each(ESCAPES.filter(([, rule]) => rule !== 'NOT_FOUND' && !rule.startsWith('gave')))(
    'writing, appending to, deleting, and listing %j',
    async (path, rule) => {
      const files = open({ write: true }, hold)
      expect(await ruleOf(files.write(path, 'x', { overwrite: true, parents: true }))).toBe(rule)
      expect(await ruleOf(files.append(path, 'x'))).toBe(rule)
      expect(await ruleOf(files.delete(path))).toBe(rule)
      expect(
        ['hard-link', 'gave'].some(text => rule.startsWith(text)) || (await ruleOf(files.list(path))),
      ).toBeTruthy()
      expect(readFileSync(join(outside, 'secret.txt'), 'utf8')).toBe('SECRET')
      expect(readdirSync(outside)).toEqual(['secret.txt'])
    },
  )
})
