import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { afterEach, expect, it } from 'vitest'
import { z } from 'zod'

const DEMO = fileURLToPath(new URL('../stand-in/demo.ts', import.meta.url))
const running: ChildProcess[] = []

afterEach(async () => {
  for (const child of running.splice(0)) {
    const exit = once(child, 'exit')
    child.kill('SIGTERM')
    await exit
  }
})

const startDemo = async () => {
  const { PATH = '', NODE_OPTIONS = '' } = process.env
  const child = spawn(process.execPath, [DEMO], { env: { PATH, NODE_OPTIONS } })
  running.push(child)
  let output = ''
  for await (const part of child.stdout) {
    output += part
    const [, url, token] = /server is at\s+(\S+)\n.*Bearer (\S+)/.exec(output) ?? []
    if (url && token) return { url, token }
  }
  throw new Error(`The demonstration ended: ${output}`)
}

const connectTo = async ({ url, token }: { url: string; token: string }) => {
  const client = new Client({ name: 'analyst', version: '1.0.0' })
  const requestInit = { headers: { authorization: `Bearer ${token}` } }
  await client.connect(new StreamableHTTPClientTransport(new URL(url), { requestInit }))
  const call = async <T>(name: string, args: object, shape: z.ZodType<T>): Promise<T> => {
    const result = await client.callTool({ name, arguments: { ...args } })
    expect(result.isError, JSON.stringify(result.content)).toBeFalsy()
    return shape.parse(result.structuredContent)
  }
  return { client, call }
}

const alert = z.looseObject({ id: z.string(), title: z.string(), status: z.string(), severity: z.string() })

it('carries a triage from the list of alerts to the last comment', async () => {
  const { client, call } = await connectTo(await startDemo())

  const open = { severities: ['HIGH', 'CRITICAL'], statuses: ['OPEN'] }
  const { alerts } = await call('list_alerts', open, z.object({ alerts: z.array(alert).min(1) }))
  for (const { severity, status } of alerts)
    expect([severity, status]).toEqual([expect.stringMatching(/HIGH|CRITICAL/), 'OPEN'])

  const about = z.object({
    events: z.array(z.looseObject({ p_any_usernames: z.array(z.string()).nullish() })).min(1),
  })
  let found: { alert_id: string; actor: string } | undefined
  for (const { id } of alerts) {
    const { events } = await call('get_alert_events', { alert_id: id }, about)
    const actor = events.flatMap(({ p_any_usernames }) => p_any_usernames ?? [])[0]
    if (actor === undefined) continue
    found = { alert_id: id, actor }
    break
  }
  if (!found) throw new Error('no event names an actor')
  const { alert_id, actor } = found
  expect((await call('get_alert', { alert_id }, z.object({ alert }))).alert.id).toBe(alert_id)

  const sql = `SELECT p_log_type, COUNT(*) AS events FROM panther_views.public.all_logs
    WHERE p_occurs_since('2 d') AND ARRAY_CONTAINS('${actor}'::VARIANT, p_any_usernames) GROUP BY p_log_type`
  const rows = z.object({ results: z.array(z.looseObject({ events: z.number() })).min(1) })
  const { results } = await call('query_data_lake', { sql, timeout: 60 }, rows)

  const comment = `${actor}: ${results.length} log types`
  await call('add_alert_comment', { alert_id, comment }, z.looseObject({}))
  await call('update_alert_status', { alert_ids: [alert_id], status: 'RESOLVED' }, z.looseObject({}))

  expect((await call('get_alert', { alert_id }, z.object({ alert }))).alert.status).toBe('RESOLVED')
  const written = z.object({ comments: z.array(z.looseObject({ body: z.string() })) })
  const { comments } = await call('list_alert_comments', { alert_id }, written)
  expect(comments.map(({ body }) => body)).toContain(comment)
  await client.close()
})

it('bears fifty calls at once', async () => {
  const { client, call } = await connectTo(await startDemo())
  const page = { page_size: 50 }
  const { alerts } = await call('list_alerts', page, z.object({ alerts: z.array(alert).length(50) }))
  const given = await Promise.all(
    alerts.map(({ id }) => call('get_alert', { alert_id: id }, z.object({ alert }))),
  )
  expect(given.map(one => one.alert.id)).toEqual(alerts.map(({ id }) => id))
  await client.close()
})
