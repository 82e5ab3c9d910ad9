import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { describe, expect, it } from 'vitest'

/** A process that says `ready`, gets the signals one after the other, and is watched to its end. */
const stopWith = async (signals: readonly NodeJS.Signals[], code: string) => {
  const module = new URL('./shutdown.ts', import.meta.url).href
  const program = `
    import { createShutdown } from ${JSON.stringify(module)}
    const say = text => new Promise(resolve => process.stdout.write(text + '\\n', resolve))
    ${code}
    await say('ready')
  `
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  child.stdout.on('data', chunk => {
    output += chunk
  })
  const said = async (text: string) => {
    while (!output.includes(text)) await once(child.stdout, 'data')
  }
  const closed = once(child, 'close')
  try {
    await said('ready')
    for (const [index, signal] of signals.entries()) {
      if (index > 0) await said('stopping')
      child.kill(signal)
    }
    const [exitCode, killedBy] = await closed
    return { output: output.trim().split('\n'), exitCode, killedBy }
  } finally {
    child.kill('SIGKILL')
  }
}

describe('a real process', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)(
    'finishes its calls on %s, though nothing else keeps it alive, and ends with 0',
    async signal => {
      const result = await stopWith(
        [signal],
        `const shutdown = createShutdown()
       const work = setInterval(() => {}, 1000)
       shutdown.register('accept', 'server', () => clearInterval(work))
       shutdown.register('inflight', 'call', () => new Promise(resolve => setTimeout(resolve, 200).unref()))
       shutdown.register('resources', 'pool', () => say('pool closed'))
       shutdown.install()`,
      )
      expect(result).toEqual({ output: ['ready', 'pool closed'], exitCode: 0, killedBy: null })
    },
  )

  it('keeps the process no longer than it lasts', async () => {
    const result = await stopWith(
      ['SIGTERM'],
      `const shutdown = createShutdown({ exit: code => { process.exitCode = code + 5 } })
       const work = setInterval(() => {}, 1000)
       shutdown.register('accept', 'server', () => clearInterval(work))
       shutdown.install()`,
    )
    expect(result).toEqual({ output: ['ready'], exitCode: 5, killedBy: null })
  })

  it.each([
    ['SIGTERM', 143],
    ['SIGINT', 130],
  ] as const)('ends at once on a second signal, %s, with %d', async (signal, code) => {
    const result = await stopWith(
      ['SIGTERM', signal],
      `const shutdown = createShutdown()
       setInterval(() => {}, 1000)
       shutdown.register('readiness', 'probe', () => say('stopping'))
       shutdown.register('inflight', 'call', () => new Promise(() => {}))
       shutdown.install()`,
    )
    expect(result).toEqual({ output: ['ready', 'stopping'], exitCode: code, killedBy: null })
  })
})
