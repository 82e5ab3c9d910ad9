import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, describe, expect, it } from 'vitest'

const repository = join(import.meta.dirname, '../../../..')
const page = readFileSync(join(repository, 'docs/safe-effects.md'), 'utf8')
const snippets = [...page.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code = '']) => code)

const folder = mkdtempSync(join(tmpdir(), 'safe-effects-'))
symlinkSync(join(repository, 'node_modules'), join(folder, 'node_modules'))
writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
const files = snippets.map((code, index) => {
  writeFileSync(join(folder, `snippet-${index}.ts`), code)
  return [`snippet-${index}.ts`, code] as const
})
afterAll(() => rmSync(folder, { recursive: true }))

const run = async (...args: string[]) => {
  const child = spawn(process.execPath, args, { cwd: folder, env: { ...process.env, TMPDIR: folder } })
  const [output, errors, [status]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ])
  return { output, errors, status }
}

describe('the page on safe effects', () => {
  it.each(files)('%s does what it says', async (file, code) => {
    const { output, errors, status } = await run('--conditions=plinth-source', file)
    expect([status, errors]).toEqual([0, ''])
    for (const [, line = ''] of code.matchAll(/^ *\/\/ prints: (.*)$/gm)) expect(output).toContain(line)
  })

  it('has snippets that compile', async () => {
    const options = { extends: join(repository, 'tsconfig.json'), include: ['*.ts'] }
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(options))
    const tsc = join(repository, 'node_modules/typescript/bin/tsc')
    expect(await run(tsc, '-p', '.', '--typeRoots', join(repository, 'node_modules/@types'))).toMatchObject({
      output: '',
      status: 0,
    })
  })
})
