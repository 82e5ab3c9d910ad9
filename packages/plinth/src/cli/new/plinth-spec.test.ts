import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { packageVersion } from '../version.ts'
import { plinthSpec } from './plinth-spec.ts'

const installed = (resolved: string) => {
  const root = mkdtempSync(join(tmpdir(), 'plinth-spec-'))
  onTestFinished(() => rmSync(root, { recursive: true }))
  mkdirSync(join(root, 'node_modules/plinth'), { recursive: true })
  const lock = { packages: { 'node_modules/plinth': { resolved } } }
  writeFileSync(join(root, 'node_modules/.package-lock.json'), JSON.stringify(lock))
  return root
}

it('comes from the registry, in this version or later', () => {
  const root = installed('plinth-1.0.0.tgz')
  expect(plinthSpec(join(root, 'node_modules/plinth'))).toBe(`^${packageVersion()}`)
  expect(plinthSpec('/nowhere/plinth')).toBe(`^${packageVersion()}`)
})

it('comes from the file that this package was installed from', () => {
  const root = installed('file:../plinth-0.1.0.tgz')
  expect(plinthSpec(join(root, 'node_modules/plinth'))).toBe(`file:${join(root, '../plinth-0.1.0.tgz')}`)
})
