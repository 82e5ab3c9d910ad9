import { execFile, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { needs } from '@plinth/test-support'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DEPLOY } from '../testing/files.fixtures.ts'
import {
  as,
  execute,
  OPERATOR_TOKEN,
  type RunningServer,
  startNetdiag,
  stopAll,
  TOKEN,
  until,
} from '../testing/netdiag.fixtures.ts'
import { expressions } from './expressions.fixtures.ts'
import { readPromql, type Selection } from './promql.fixtures.ts'

/** What Prometheus adds to every series that it reads, and makes itself. */
const OF_PROMETHEUS = { labels: ['job', 'instance', 'le'], metrics: ['up'] }

/**
 * Values that this traffic does not bring about: an authorization server that does not answer, and a pattern.
 */
const NOT_SEEN = ['reason=unavailable', 'status=5..']

type Series = { readonly name: string; readonly labels: ReadonlyMap<string, string> }

const readSeries = (text: string): readonly Series[] =>
  text
    .split('\n')
    .filter(line => line && !line.startsWith('#'))
    .map(line => {
      const [, name = '', labels = ''] = /^([a-zA-Z_:]\w*)(?:\{(.*)\})? /.exec(line) ?? []
      return {
        name,
        labels: new Map(
          [...labels.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, key = '', value = '']) => [key, value]),
        ),
      }
    })

const call = (server: RunningServer, method: string, params: object) =>
  fetch(`${server.url}/mcp`, {
    method: 'POST',
    headers: {
      ...as(TOKEN),
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      'mcp-protocol-version': '2026-07-28',
      'mcp-method': method,
    },
    body: JSON.stringify({
      jsonrpc: '2.0',
      id: 1,
      method,
      params: {
        ...params,
        _meta: {
          'io.modelcontextprotocol/protocolVersion': '2026-07-28',
          'io.modelcontextprotocol/clientInfo': { name: 'test', version: '1.0.0' },
          'io.modelcontextprotocol/clientCapabilities': {},
        },
      },
    }),
  })

/** So many that no scan comes to its end. */
const HOSTS = '127.0.0.0/24'

/** Something of everything that is counted. */
const makeTraffic = async (server: RunningServer) => {
  await fetch(`${server.url}/tools`, { headers: as('a-wrong-token-of-somebody') })
  await fetch(`${server.url}/tools`)
  await call(server, 'tools/list', {})
  await execute(server, 'tcp_check', { target: '127.0.0.1', ports: [server.port] })
  await execute(server, 'ping', { target: '8.8.8.8' })
  await fetch(`${server.url}/config`, { headers: as(TOKEN) })
  await execute(server, 'nmap', { target: HOSTS, ports: '1-9000', timeout_sec: 1 })
  await Promise.all(
    Array.from({ length: 60 }, () => execute(server, 'tcp_check', { target: '127.0.0.1', ports: [1] })),
  )
}

const seriesOf = async ({ url }: RunningServer): Promise<readonly Series[]> => {
  const answer = await fetch(`${url}/metrics`, { headers: as(OPERATOR_TOKEN) })
  return readSeries(await answer.text())
}

const begin = (server: RunningServer, body: object) =>
  fetch(`${server.url}/tools/nmap/tasks`, {
    method: 'POST',
    headers: { ...as(TOKEN), 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })

/** The scans that a server has begun, and that go on where it is killed. */
const scansOf = ({ child }: RunningServer): readonly number[] =>
  spawnSync('ps', ['-o', 'pid=,args=', '--ppid', String(child.pid)], { encoding: 'utf8' })
    .stdout.split('\n')
    .filter(line => line.includes(HOSTS))
    .map(line => Number.parseInt(line, 10))

/** A server that finds a task whose worker was killed, too often to run it again. */
const startAfterKill = async (folder: string): Promise<RunningServer> => {
  const settings = {
    MCP_TASKS_FILE: join(folder, 'tasks.db'),
    MCP_TASKS_FROM_SEC: '1',
    MCP_TASKS_LEASE_SEC: '1',
    MCP_TASKS_MAX_ATTEMPTS: '1',
  }
  const first = await startNetdiag(settings)
  await begin(first, { target: HOSTS, ports: '1-9000' })
  await until('the task is run', async () =>
    (await seriesOf(first)).some(({ name }) => name === 'mcp_task_queue_seconds_bucket'),
  )
  await until('the scan has begun', () => scansOf(first).length > 0)
  const left = scansOf(first)
  first.child.kill('SIGKILL')
  await once(first.child, 'exit')
  // It would scan for minutes, beside all tests that come after.
  for (const pid of left) process.kill(pid, 'SIGKILL')
  const second = await startNetdiag(settings)
  await until('the dead worker is found', async () =>
    (await seriesOf(second)).some(({ name }) => name === 'mcp_tasks_recovered_total'),
  )
  await begin(second, { target: '127.0.0.1', ports: String(second.port) })
  await until('a task is completed', async () =>
    (await seriesOf(second)).some(({ labels }) => labels.get('status') === 'completed'),
  )
  return second
}

describe('what alerts and panels ask for', () => {
  const folder = mkdtempSync(join(tmpdir(), 'plinth-rules-'))
  let series: readonly Series[] = []

  beforeAll(async () => {
    const server = await startAfterKill(folder)
    await makeTraffic(server)
    series = await seriesOf(server)
  }, 120_000)
  afterAll(async () => {
    await stopAll()
    rmSync(folder, { recursive: true })
  })

  const known = (label: string) => !OF_PROMETHEUS.labels.includes(label)

  const missing = ({ metric, matchers }: Selection): readonly string[] => {
    if (OF_PROMETHEUS.metrics.includes(metric)) return []
    const found = series.filter(({ name }) => name === metric)
    if (found.length === 0) return [`${metric} is not exported`]
    return matchers
      .filter(({ label }) => known(label))
      .flatMap(({ label, operator, value }) => {
        const values = found.flatMap(({ labels }) => labels.get(label) ?? [])
        if (values.length === 0) return [`${metric} has no label ${label}`]
        const wanted = operator.startsWith('!') ? [] : value.split('|')
        return wanted
          .filter(one => !(values.includes(one) || NOT_SEEN.includes(`${label}=${one}`)))
          .map(one => `${metric} is never ${label}="${one}"`)
      })
  }

  const missingFrom = (expression: string): readonly string[] => {
    const { selections, groupings } = readPromql(expression)
    const labels = selections.flatMap(({ metric }) =>
      series.filter(({ name }) => name === metric).flatMap(each => [...each.labels.keys()]),
    )
    const strange = groupings.filter(label => known(label) && !labels.includes(label))
    return [...selections.flatMap(missing), ...strange.map(label => `nothing has the label ${label}`)]
  }

  it.each(expressions)('%s: the server has it', (_, expression) => {
    expect(missingFrom(expression)).toEqual([])
  })

  it('notices what no server has', () => {
    expect(missingFrom('sum by (tol) (mcp_tool_execution_total{stat="x"})')).toHaveLength(2)
    expect(missingFrom('mcp_tool_execution_totals')).toEqual(['mcp_tool_execution_totals is not exported'])
    expect(missingFrom('mcp_auth_failures_total{reason="wrng"}')).toHaveLength(1)
  })
})

needs('promtool').it('the alerts go off when they should, by the tests of Prometheus itself', async () => {
  const promtool = promisify(execFile)
  await promtool('promtool', ['check', 'rules', join(DEPLOY, 'prometheus/rules.yaml')])
  const { stdout } = await promtool('promtool', ['test', 'rules', join(DEPLOY, 'prometheus/rules.test.yaml')])
  expect(stdout).toContain('SUCCESS')
})
