import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { freePort } from '@plinth/test-support/ports'
import { SOURCES_ENV } from '@plinth/test-support/sources'
import { expect, vi } from 'vitest'

export const TOKEN = 'caller-token-for-the-shop'
export const OPERATOR_TOKEN = 'operator-token-for-the-shop'

export const asCaller = { authorization: `Bearer ${TOKEN}` }
export const asOperator = { authorization: `Bearer ${OPERATOR_TOKEN}` }

/** Starts the shop in a process of its own, over HTTP. */
export const startShop = async (env: Readonly<Record<string, string>> = {}) => {
  const port = await freePort()
  const child = spawn(process.execPath, [join(import.meta.dirname, 'shop.fixtures.ts')], {
    env: {
      ...SOURCES_ENV,
      MCP_SERVER_TRANSPORT: 'http',
      MCP_SERVER_PORT: String(port),
      MCP_SERVER_MAX_BODY_BYTES: '2048',
      MCP_SHOP_URL: 'https://ann:hunter2@shop.example/',
      ...env,
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let log = ''
  child.stderr.on('data', chunk => {
    log += chunk
  })
  const exit = once(child, 'close').then(([code]) => code)
  const says = (text: string) =>
    vi.waitFor(() => expect(log).toContain(text), { timeout: 30_000, interval: 20 })
  const ended = exit.then(() => Promise.reject(new Error(`The shop did not start: ${log}`)))
  ended.catch(() => {})
  await Promise.race([says('server.started'), ended]).catch((error: unknown) => {
    child.kill('SIGKILL')
    throw error
  })
  return {
    url: `http://127.0.0.1:${port}`,
    child,
    exit,
    says,
    log: () => log,
    async stop() {
      child.kill('SIGKILL')
      await exit
    },
  }
}
