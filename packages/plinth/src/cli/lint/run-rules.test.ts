import { expect, it } from 'vitest'
import { fineTool } from './lint.fixtures.ts'
import { runRules } from './run-rules.ts'
import { parseSource } from './source/source-file.ts'

const SOURCE = "import { readFileSync } from 'node:fs'\nserver.tool('write', {}, () => readFileSync('a'))"

/** What is said of a tool that its source calls `write`, under the names by which it is served. */
const said = (...names: string[]) => {
  const project = { files: new Map([['/p/a.ts', parseSource('/p/a.ts', SOURCE)]]), unreadable: [] }
  const tools = names.map(name => fineTool({ name, declaredAs: 'write' }))
  const served = { server: 'notes', tools, others: [] }
  return runRules({ served, project, cwd: '/p', off: new Set() }).filter(({ rule }) => rule === 'sync-io')
}

it('names a tool as clients know it, also where its source has another name for it', () => {
  const [found] = said('n_write')
  expect(found?.component).toBe('n_write')
  expect(found?.message).toBe('readFileSync() blocks the server while write runs; clients know it as n_write')
})

it('names all of them where a module is mounted several times', () => {
  const [found] = said('a_write', 'b_write')
  expect(found).not.toHaveProperty('component')
  expect(found?.message).toContain('clients know it as a_write and b_write')
})

it('says nothing of names where both are one', () => {
  expect(said('write')).toMatchObject([
    { component: 'write', message: expect.stringMatching(/while write runs$/) },
  ])
})
