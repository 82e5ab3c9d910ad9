import { spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { expect, it } from 'vitest'

const module = JSON.stringify(new URL('./run-process.ts', import.meta.url).href)

/** Runs a program once for little and once for a gigabyte, and prints by how much that raised the memory in use. */
const measure = (file: string, args: (bytes: number) => string, more = '') => `
  import { runProcess } from ${module}
  const options = { path: '/usr/bin:/bin', timeoutMs: 60_000, maxStdoutBytes: 1_048_576, maxStderrBytes: 262_144 ${more} }
  const run = bytes => runProcess({ file: '${file}', args: (${args.toString()})(bytes).split(' ') }, options)
  let lines = 0
  await run(16 * 1024 * 1024)
  const before = process.memoryUsage.rss()
  let peak = before
  const timer = setInterval(() => { peak = Math.max(peak, process.memoryUsage.rss()) }, 5)
  const { stdout, returncode } = await run(1024 ** 3)
  clearInterval(timer)
  console.log(JSON.stringify({
    riseMb: (peak - before) / 1024 ** 2, kept: stdout.text.length, truncated: stdout.truncated, returncode, lines,
  }))
`

const measured = async (script: string) => {
  const folder = await mkdtemp(join(tmpdir(), 'plinth-memory-'))
  try {
    await writeFile(join(folder, 'measure.ts'), script)
    const child = spawn(process.execPath, [join(folder, 'measure.ts')], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    return JSON.parse(await text(child.stdout))
  } finally {
    await rm(folder, { recursive: true })
  }
}

it('a gigabyte of output raises memory by no more than 32 MB', async () => {
  const result = await measured(measure('/usr/bin/head', bytes => `-c ${bytes} /dev/zero`))
  expect(result).toMatchObject({ kept: 1_048_576, truncated: true, returncode: 0 })
  expect(result.riseMb).toBeLessThanOrEqual(32)
})

it('a gigabyte read line by line does neither', async () => {
  const awk = (bytes: number) => `BEGIN{for(i=0;i<${bytes / 1024};i++)printf("%01023d\\n",i)}`
  const result = await measured(measure('/usr/bin/awk', awk, ', onLine: () => { lines += 1 }'))
  expect(result).toMatchObject({ truncated: true, returncode: 0 })
  expect(result.lines).toBe(1024 ** 2 + 16 * 1024)
  expect(result.riseMb).toBeLessThanOrEqual(32)
})
