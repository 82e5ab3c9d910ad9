import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'plinth-log-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** A process that logs as the code says, with its output. */
const start = (code: string) => {
  const module = new URL('./log.ts', import.meta.url).href
  const program = `import { createLogger } from ${JSON.stringify(module)}\n${code}`
  return spawn(process.execPath, ['--input-type=module', '--eval', program], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

const run = async (code: string) => {
  const child = start(code)
  const output = { stdout: '', stderr: '' }
  child.stdout.on('data', chunk => {
    output.stdout += chunk
  })
  child.stderr.on('data', chunk => {
    output.stderr += chunk
  })
  const [exitCode] = await once(child, 'close')
  return { ...output, exitCode }
}

it('has every line on stderr and in the file once it was closed, and nothing on stdout', async () => {
  const file = join(folder, 'server.log')
  const { stdout, stderr, exitCode } = await run(`
    const log = createLogger({ file: ${JSON.stringify(file)} })
    for (let number = 0; number < 2000; number++) log.info('tick', { number })
    await log.close()
    process.exit(3)
  `)
  const numbers = (text: string) =>
    text
      .trim()
      .split('\n')
      .map(line => JSON.parse(line).number)
  expect(exitCode).toBe(3)
  expect(stdout).toBe('')
  expect(numbers(stderr)).toEqual(Array.from({ length: 2000 }, (_, number) => number))
  expect(readFileSync(file, 'utf8')).toBe(stderr)
})

it.each(['process.exit(0)', 'throw new Error()'])('loses no line to %s', async end => {
  const file = join(folder, 'server.log')
  const { stderr } = await run(`
    const log = createLogger({ file: ${JSON.stringify(file)} })
    log.info('last')
    ${end}
  `)
  expect(stderr).toContain('"last"')
  expect(readFileSync(file, 'utf8')).toContain('"last"')
})

it('goes on without its file after it was closed', async () => {
  const file = join(folder, 'server.log')
  const { stderr } = await run(`
    const log = createLogger({ file: ${JSON.stringify(file)} })
    log.info('early')
    await log.close()
    log.info('late')
  `)
  expect(stderr).toContain('"late"')
  expect(readFileSync(file, 'utf8')).toMatch(/^[^\n]*"early"[^\n]*\n$/)
})

it('goes on without its file, and says so', async () => {
  const { stderr, exitCode } = await run(`
    const log = createLogger({ file: ${JSON.stringify(join(folder, 'gone/server.log'))} })
    log.info('after')
    await log.close()
  `)
  expect(exitCode).toBe(0)
  expect(
    stderr
      .trim()
      .split('\n')
      .map(line => JSON.parse(line)),
  ).toMatchObject([
    {
      level: 'error',
      event: 'log.file_failed',
      message: expect.stringContaining('create the folder'),
      error: { cause: { code: 'ENOENT' } },
    },
    { event: 'after' },
  ])
})

it('lets the process live when nobody reads its stderr any more', async () => {
  const child = start(`
    const log = createLogger()
    process.stdout.write('ready')
    setTimeout(() => {
      for (let number = 0; number < 100; number++) log.info('tick', { padding: 'x'.repeat(5000) })
      setTimeout(() => process.exit(7), 50)
    }, 100)
  `)
  await once(child.stdout, 'data')
  child.stderr.destroy()
  const [exitCode] = await once(child, 'close')
  expect(exitCode).toBe(7)
})

it('neither waits nor grows when nobody reads its stderr, and says what is missing when somebody does', async () => {
  const child = start(`
    const log = createLogger()
    const start = performance.now()
    for (let number = 0; number < 5000; number++) {
      log.info('tick', { padding: 'x'.repeat(8000) })
      if (number % 100 === 0) await new Promise(setImmediate)
    }
    process.stdout.write(JSON.stringify({ ms: performance.now() - start, mb: process.memoryUsage().rss / 2 ** 20 }))
    setInterval(() => log.info('later'), 20).unref()
    setTimeout(() => log.close().then(() => process.exit()), 500)
  `)
  const [figures] = await once(child.stdout, 'data')
  const { ms, mb } = JSON.parse(String(figures))
  expect(ms).toBeLessThan(5_000)
  expect(mb).toBeLessThan(200)
  let text = ''
  child.stderr.on('data', chunk => {
    text += chunk
  })
  await once(child, 'close')
  expect(text).toMatch(/"event":"log\.dropped","message":"\d{4} lines were dropped because nobody read them"/)
})
