import { describe, expect, it, onTestFinished } from 'vitest'
import { z } from 'zod'
import { staticToken } from '../../auth/static-token.ts'
import { Plinth } from '../../plinth.ts'
import { serveHttp } from '../../transports/http.ts'
import { folderWith, runCommand } from '../cli.fixtures.ts'

const GOOD = `
import { Plinth } from 'plinth'
import { z } from 'zod'
export const server = new Plinth({ name: 'weather' })
server.tool(
  'forecast',
  {
    description: 'Highs for a city in degrees Celsius',
    input: z.object({ city: z.string().max(80).describe('Name of the city') }),
  },
  ({ city }) => city,
)
`
const BAD = `
import { Plinth } from 'plinth'
import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { tell } from './tell.ts'
export const server = new Plinth({ name: 'weather' })
const module = new Plinth({ name: 'files' })
module.tool('delete_note', { input: z.object({ id: z.string() }) }, ({ id }) => {
  tell(id)
  return readFileSync(id, 'utf8')
})
server.mount(module, { prefix: 'notes' })
`

const lint = (files: Readonly<Record<string, string>>, ...args: string[]) =>
  runCommand(['lint', ...args], { cwd: folderWith(files), env: { PATH: process.env.PATH } })

describe('plinth lint', () => {
  it('finds nothing in a server that is fine', async () => {
    expect(await lint({ 'server.ts': GOOD }, '--fail-on', 'hint')).toEqual({
      code: 0,
      stdout: 'nothing found\n',
      stderr: '',
    })
  })

  it('finds what is wrong in what is served and in the source, at the place to mend', async () => {
    const files = { 'server.ts': BAD, 'tell.ts': 'export const tell = (id: string) => console.log(id)' }
    const { code, stdout } = await lint(files, 'server.ts', '--json')
    expect(code).toBe(1)
    const { findings } = JSON.parse(stdout) as { findings: readonly Record<string, unknown>[] }
    const declared = { component: 'notes_delete_note', file: 'server.ts', line: 8 }
    expect(findings).toMatchObject([
      { rule: 'no-stdout', severity: 'error', file: 'tell.ts', line: 1 },
      { rule: 'missing-description', severity: 'warning', ...declared },
      { rule: 'unannotated-destruction', severity: 'warning', ...declared },
      { rule: 'unbounded-strings', severity: 'warning', ...declared },
      { rule: 'sync-io', severity: 'warning', file: 'server.ts', line: 10 },
      { rule: 'undescribed-parameters', severity: 'hint', ...declared },
    ])
  })

  it('prints for people where, what, and what to do', async () => {
    const files = { 'server.ts': BAD, 'tell.ts': 'export const tell = (id: string) => id' }
    const { code, stdout } = await lint(files)
    expect(code).toBe(0)
    expect(stdout).toContain(
      'server.ts:10 warning readFileSync() blocks the server while delete_note runs; clients know it as notes_delete_note (sync-io)\n  Use what',
    )
    expect(stdout).toMatch(/\n4 warnings, 1 hint\n$/)
  })

  it('fails on what it is told to, and leaves out what it is told to', async () => {
    const files = { 'server.ts': BAD, 'tell.ts': 'export const tell = (id: string) => id' }
    expect((await lint(files, '--fail-on', 'warning')).code).toBe(1)
    expect((await lint(files, '--fail-on', 'never')).code).toBe(0)
    const off = 'sync-io,missing-description,unannotated-destruction,unbounded-strings'
    const rest = await lint(files, '--fail-on', 'warning', '--off', off)
    expect(rest).toMatchObject({ code: 0, stdout: expect.stringContaining('1 hint') })
    expect(await lint(files, '--off', 'sync-oi')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('There is no rule "sync-oi"'),
    })
  })

  it('knows that an input guard bounds all tools', async () => {
    const guard = "import { inputGuard } from 'plinth/middleware'\n"
    const text = GOOD.replace('.max(80)', '')
    expect((await lint({ 'server.ts': text })).stdout).toContain('unbounded-strings')
    expect((await lint({ 'server.ts': `${guard}${text}server.use(inputGuard())\n` })).stdout).not.toContain(
      'unbounded',
    )
  })

  it('looks at the source alone, of a server that does not start too', async () => {
    const files = { 'server.ts': `${GOOD}\nconsole.log(1)\nthrow new Error('no database')` }
    expect(await lint(files)).toMatchObject({ code: 3, stderr: expect.stringContaining('no database') })
    expect(await lint(files, '--no-start')).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('no-stdout'),
    })
  })

  it('says which file cannot be read', async () => {
    const { code, stdout } = await lint({ 'server.ts': 'enum Colour { Red }' }, '--no-start')
    expect(code).toBe(1)
    expect(stdout).toContain('(unreadable-file)')
  })

  it('looks at a server that runs somewhere, over HTTP and with a credential', async () => {
    const server = new Plinth({ name: 'far' })
    server.tool('users.list', { input: z.object({ page: z.int() }) }, () => 'none')
    await server.runtime.start()
    const verify = staticToken('the-right-secret')
    const { url, close } = await serveHttp(server.runtime.host, { port: 0, auth: { verify } })
    onTestFinished(async () => {
      await close()
      await server.close()
    })
    const lintUrl = (token: string) =>
      runCommand(['lint', url, '--json', '--fail-on', 'warning'], { env: { PLINTH_TOKEN: token } })
    const { code, stdout, stderr } = await lintUrl('the-right-secret')
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' })
    expect(JSON.parse(stdout).findings).toMatchObject([
      { rule: 'missing-description', component: 'users.list' },
      { rule: 'unportable-tool-name', severity: 'warning' },
      { rule: 'unbounded-numbers' },
      { rule: 'undescribed-parameters' },
    ])
    expect(await lintUrl('wrong')).toMatchObject({ code: 3, stdout: '' })
  })
})
