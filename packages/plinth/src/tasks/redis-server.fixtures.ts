import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '@plinth/test-support/ports'

export interface RedisServer {
  readonly url: string
  stop(): void
}

/** Starts a Redis of the test's own, on loopback, that keeps nothing. */
export const startRedis = async (): Promise<RedisServer> => {
  const port = await freePort()
  const folder = mkdtempSync(join(tmpdir(), 'plinth-redis-'))
  const options = ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--save', '']
  const child: ChildProcess = spawn('redis-server', options)
  await new Promise<void>((resolve, reject) => {
    let output = ''
    child.stdout?.on('data', chunk => {
      output += chunk
      if (output.includes('Ready to accept connections')) resolve()
    })
    child.on('exit', () => reject(new Error(`redis-server did not start: ${output}`)))
  })
  return {
    url: `redis://127.0.0.1:${port}`,
    stop() {
      child.kill('SIGKILL')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
