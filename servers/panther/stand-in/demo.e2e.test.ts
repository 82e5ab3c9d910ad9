import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { afterEach, describe, expect, it } from 'vitest'

const running: ChildProcess[] = []

afterEach(() => {
  for (const process of running.splice(0)) process.kill('SIGTERM')
})

/** Starts a script of this folder, and waits until it has written what is looked for. */
const start = async (script: string, awaited: RegExp, given: string[] = []) => {
  const path = fileURLToPath(new URL(script, import.meta.url))
  const child = spawn(process.execPath, ['--conditions=plinth-source', path, ...given])
  running.push(child)
  let output = ''
  for await (const part of child.stdout) {
    output += part
    const found = awaited.exec(output)
    if (found !== null) return { child, found }
  }
  throw new Error(`${script} ended with: ${output}`)
}

const stop = async (child: ChildProcess) => {
  const exit = once(child, 'exit')
  child.kill('SIGINT')
  return (await exit)[0]
}

describe('the demonstration', () => {
  it('starts the server over the stand-in, says how to connect, and ends both', async () => {
    const { child, found } = await start(
      'demo.ts',
      /server is at\s+(\S+)\n.*Bearer (\S+)\n.*stand-in at\s+(\S+)\n/,
    )
    const [, url = '', token = '', standIn = ''] = found
    const client = new Client({ name: 'demo-test', version: '1.0.0' })
    await client.connect(
      new StreamableHTTPClientTransport(new URL(url), {
        requestInit: { headers: { authorization: `Bearer ${token}` } },
      }),
    )
    const { structuredContent } = await client.callTool({ name: 'list_alerts', arguments: { page_size: 3 } })
    expect(structuredContent).toMatchObject({ total_alerts: 3 })
    await client.close()
    expect(await stop(child)).toBe(0)
    await expect(fetch(standIn)).rejects.toThrow()
    await expect(fetch(url)).rejects.toThrow()
  })
})

describe('the stand-in by itself', () => {
  it('says where it is and with which token', async () => {
    const { child, found } = await start('main.ts', /URL=(\S+)\n\w+TOKEN=(\S+)\n/, ['0'])
    const [, url = '', token = ''] = found
    const response = await fetch(`${url}/api-tokens/self`, { headers: { 'x-api-key': token } })
    expect(await response.json()).toMatchObject({ name: 'full' })
    expect(await stop(child)).toBe(0)
  })

  it('refuses a port that is none', async () => {
    const path = fileURLToPath(new URL('main.ts', import.meta.url))
    const child = spawn(process.execPath, [path, '70000'], { stdio: 'ignore' })
    expect((await once(child, 'exit'))[0]).toBe(2)
  })
})
