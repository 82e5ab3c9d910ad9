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
  const child = spawn(process.execPath, ['--conditions=plinth-source', path, ...given], {
    env: { ...process.env, MCP_SERVER_PORT: '0' },
  })
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

const connected = async (found: RegExpExecArray) => {
  const [, url = '', token = '', standIn = ''] = found
  const client = new Client({ name: 'demo-test', version: '1.0.0' })
  await client.connect(
    new StreamableHTTPClientTransport(new URL(url), {
      requestInit: { headers: { authorization: `Bearer ${token}` } },
    }),
  )
  /** What a tool answers, once `path` (such as `alerts.0.id`) is followed into it. */
  const call = async (name: string, given: object, path: string): Promise<unknown> => {
    const { structuredContent, isError, content } = await client.callTool({ name, arguments: { ...given } })
    if (isError === true) throw new Error(`${name}: ${JSON.stringify(content)}`)
    return path.split('.').reduce<unknown>((value, step) => Object(value)[step], structuredContent)
  }
  return { client, call, url, standIn }
}

describe('the demonstration', () => {
  it('carries a triage from the first look to the last word, and ends both servers', async () => {
    const awaited = /server is at\s+(\S+)\n.*Bearer (\S+)\n.*stand-in at\s+(\S+)\n/
    const { child, found } = await start('demo.ts', awaited)
    const { client, call, url, standIn } = await connected(found)
    expect((await client.listTools()).tools).toHaveLength(36)

    const open = { severities: ['HIGH', 'CRITICAL'], statuses: ['OPEN'] }
    const alert_id = await call('list_alerts', open, 'alerts.0.id')
    expect(await call('get_alert', { alert_id }, 'alert')).toMatchObject({ id: alert_id, status: 'OPEN' })
    const actor = await call('get_alert_events', { alert_id }, 'events.0.p_any_usernames.0')
    const sql = `SELECT p_log_type, COUNT(*) AS events FROM panther_views.public.all_logs
      WHERE p_occurs_since('1 d') AND ARRAY_CONTAINS('${actor}'::VARIANT, p_any_usernames)
      GROUP BY p_log_type ORDER BY p_log_type`
    const systems = [{ p_log_type: 'AWS.CloudTrail' }, { p_log_type: 'GitHub.Audit' }]
    expect(await call('query_data_lake', { sql }, 'results')).toEqual(
      expect.arrayContaining(systems.map(system => expect.objectContaining(system))),
    )
    const comment = `${actor} did this: account disabled`
    expect(await call('add_alert_comment', { alert_id, comment }, 'comment.body')).toBe(comment)
    await call('update_alert_status', { alert_ids: [alert_id], status: 'RESOLVED' }, '')
    expect(await call('get_alert', { alert_id }, 'alert.status')).toBe('RESOLVED')

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
