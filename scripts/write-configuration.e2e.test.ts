import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { configurationPage } from './write-configuration.ts'

it('the page about settings says what the settings say: run "npm run docs:configuration" when it does not', () => {
  expect(readFileSync(join(import.meta.dirname, '../docs/configuration.md'), 'utf8')).toBe(
    configurationPage(),
  )
})
