import { expect, it, vi } from 'vitest'
import { folderWith, runCommand } from '../cli.fixtures.ts'

// Each starts programs from the sources, one after the other, on a machine that may be busy.
vi.setConfig({ testTimeout: 120_000 })

const SERVER = `
  import { Plinth } from 'plinth'
  import { z } from 'zod'
  export const server = new Plinth({ name: 'weather', version: '1.2.3', instructions: 'Ask for one city.' })
  server.tool(
    'forecast',
    {
      description: 'Highs for a city',
      annotations: { readOnlyHint: true },
      input: z.object({
        city: z.string().max(80).describe('Where'),
        days: z.int().min(1).max(7).default(3),
        unit: z.enum(['C', 'F']).optional(),
      }),
      output: z.object({ highs: z.array(z.number()) }),
    },
    () => ({ highs: [] }),
  )
  server.resource('notes://{id}', {}, ({ id }) => id)
`

it('shows who a server is, what it speaks, and its tools with their arguments', async () => {
  const cwd = folderWith({ 'server.ts': SERVER })
  const { code, stdout, stderr } = await runCommand(['inspect', 'server.ts'], { cwd, env: process.env })
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(stdout.replaceAll(/\d+ bytes, about \d+/g, 'N bytes, about N')).toBe(
    [
      'weather 1.2.3',
      '  Speaks        2026-07-28, 2025-11-25 (asked in 2026-07-28)',
      '  Can           logging, resources (listChanged, subscribe), tools (listChanged)',
      '  Instructions  Ask for one city.',
      '  Tools         1: N bytes, about N tokens',
      '  Templates     notes://{id}',
      '',
      'forecast  N bytes, about N tokens',
      '  Highs for a city',
      '  reads only',
      '  city  string up to 80 characters, required  Where',
      '  days  integer 1 to 7, default 3',
      '  unit  "C" | "F", optional',
      '  returns highs: list of number',
      '',
    ].join('\n'),
  )
})

it('says which tools may become tasks, and lint which of them cannot', async () => {
  const source = (tasks: string) => `
    import { Plinth } from 'plinth'
    export const server = new Plinth({ name: 'reports' ${tasks} })
    server.tool('report', { description: 'Writes the report of a month', task: 'required' }, () => '')
    server.tool('count', { description: 'Counts the reports of a month', task: 'optional' }, () => '')
    server.tool('long', { description: 'Reads all of the reports', expectedMs: 60_000 }, () => '')
  `
  const cwd = folderWith({ 'with.ts': source(', tasks: {}'), 'without.ts': source('') })
  const here = { cwd, env: process.env }
  const hints = async (file: string) =>
    (await runCommand(['inspect', file], here)).stdout.split('\n').filter(line => line.includes('task'))
  expect((await hints('with.ts')).slice(1)).toEqual([
    '  runs as a task',
    '  may become a task',
    '  may become a task',
  ])
  expect(await hints('without.ts')).toEqual(['  runs only as a task, and this server has none'])
  const found = async (file: string) => {
    const { findings } = JSON.parse((await runCommand(['lint', file, '--json'], here)).stdout)
    return findings.map(({ rule, component }: Record<string, unknown>) => [rule, component])
  }
  expect(await found('with.ts')).toEqual([])
  expect(await found('without.ts')).toEqual([['task-without-store', 'report']])
})

it('prints the same as JSON, of an older revision where that is asked for', async () => {
  const cwd = folderWith({ 'server.ts': SERVER })
  const args = ['inspect', 'server.ts', '--json', '--revision', '2025-11-25']
  const { stdout } = await runCommand(args, { cwd, env: process.env })
  const report = JSON.parse(stdout)
  expect(report).toMatchObject({
    server: { name: 'weather', version: '1.2.3' },
    protocolVersion: '2025-11-25',
    revisions: ['2025-11-25'],
    tools: [{ name: 'forecast', inputSchema: { properties: { city: { maxLength: 80 } } } }],
  })
  expect(report.sizes.tools).toBe(report.sizes.byTool.forecast)
  expect(report.sizes.tools).toBeGreaterThan(100)
})

it('says what is wrong with a program that is no server', async () => {
  const { code, stderr } = await runCommand(['inspect', '--', 'plinth-no-such-program'])
  expect(code).toBe(3)
  expect(stderr).toContain('plinth-no-such-program did not start')
})
