import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'

interface Lock {
  packages: Record<string, { resolved?: string; optionalDependencies?: Record<string, string> }>
}
const lock: Lock = JSON.parse(readFileSync(join(import.meta.dirname, '../package-lock.json'), 'utf8'))

it('the lock has every optional package, also those for other machines: npm ci refuses to install without', () => {
  const missing = Object.entries(lock.packages).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).filter(
      name => !(`node_modules/${name}` in lock.packages || `${path}/node_modules/${name}` in lock.packages),
    ),
  )
  expect(missing).toEqual([])
})

it('the lock names no registry, so that everybody installs from their own', () => {
  const addresses = Object.values(lock.packages).filter(({ resolved }) => resolved?.includes('://'))
  expect(addresses).toEqual([])
})
