import { expect, it } from 'vitest'
import { runCommand } from './cli.fixtures.ts'
import { commands } from './commands/index.ts'

it('shows what it can do when it is told nothing', async () => {
  const { code, stdout } = await runCommand([])
  expect(code).toBe(0)
  expect(stdout).toContain('Usage: plinth')
  expect(stdout).toContain('list')
})

it('suggests the command and the option that may have been meant', async () => {
  expect(await runCommand(['lst'])).toMatchObject({
    code: 2,
    stdout: '',
    stderr: expect.stringContaining('Did you mean list?'),
  })
  expect(await runCommand(['list', '--jsn'])).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/Did you mean --json\?[\s\S]*plinth list --help/),
  })
})

it('prints its version', async () => {
  expect(await runCommand(['--version'])).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
  })
})

it('shows an example of every command', async () => {
  const help = await runCommand(['--help'])
  const names = [...help.stdout.matchAll(/^ {2}([a-z]+) .*\S$/gm)]
    .map(([, name = '']) => name)
    .filter(name => name !== 'help')
  expect(names.length).toBeGreaterThanOrEqual(commands.length)
  for (const name of names) {
    const { code, stdout } = await runCommand([name, '--help'])
    expect(code).toBe(0)
    expect(stdout).toMatch(new RegExp(`Examples?:\\n  plinth ${name}`))
  }
})
