import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { tenantFolder } from './per-tenant.ts'

const root = mkdtempSync(join(tmpdir(), 'tenants-'))
afterAll(() => rmSync(root, { recursive: true }))

const TENANTS = [
  ...[
    'acme',
    'Acme',
    'a.c',
    '..',
    '.',
    '../acme',
    '/etc',
    'a/b',
    'a\\b',
    'a\0b',
    'con',
    'nul',
    '=2e',
    ' ',
    'a ',
  ],
  ...['\u00e9', 'e\u0301', 't-acme', 'https://login.example.com', 'x'.repeat(300), 'X'.repeat(300)],
]

it('gives each tenant a folder of its own, in the root and nowhere else', () => {
  const folders = TENANTS.map(tenant => tenantFolder(root, tenant))
  expect(new Set(folders.map(folder => folder.toLowerCase().normalize())).size).toBe(TENANTS.length)
  for (const folder of folders) {
    expect(dirname(folder)).toBe(root)
    expect(basename(folder)).toMatch(/^[a-z0-9_=-]{3,210}$/)
    expect(statSync(folder).mode & 0o777).toBe(0o700)
  }
})

it.each(['', '\ud800', 'a\udc00'])('%j is no tenant', tenant => {
  expect(() => tenantFolder(root, tenant)).toThrow(TypeError)
})
