import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '@plinth/test-support/ports'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { eventsIn } from '../testing/modern.fixtures.ts'
import { killAll, runServer } from '../testing/running.fixtures.ts'
import { post, taskSession } from './task-session.fixtures.ts'

const folder = mkdtempSync(join(tmpdir(), 'plinth-lasting-'))
afterEach(killAll)
afterAll(() => rmSync(folder, { recursive: true }))
let files = 0

const fixture = join(import.meta.dirname, 'lasting.fixtures.ts')

const serve = async (file = join(folder, `${files++}.db`)) => {
  const port = await freePort()
  const env = {
    MCP_SERVER_TRANSPORT: 'http',
    MCP_SERVER_PORT: String(port),
    MCP_TASKS_FILE: file,
    MCP_SHUTDOWN_GRACE_SEC: '1',
  }
  const running = runServer(fixture, env, folder)
  await running.says('server.started')
  const url = `http://127.0.0.1:${port}/mcp`
  return { ...running, file, url, session: taskSession(url) }
}

it('refuses to start on a file that another server uses, and takes it when that one was killed', async () => {
  const first = await serve()
  const second = runServer(fixture, { MCP_TASKS_FILE: first.file }, folder)
  expect(await second.exit).toBe(1)
  expect(second.output.stderr).toContain(`The tasks in ${first.file} are in use by another server`)
  expect(second.output.stderr).toContain('MCP_TASKS_FILE must name a file that no other server uses')
  first.child.kill('SIGKILL')
  await first.exit
  await serve(first.file)
})

it('says that it has begun a file, which may be a wrong path', async () => {
  const first = await serve()
  expect(first.output.stderr).toContain('tasks.file_begun')
  first.child.kill('SIGTERM')
  await first.exit
  expect((await serve(first.file)).output.stderr).not.toContain('tasks.file_begun')
})

const begin = async (server: Awaited<ReturnType<typeof serve>>, name: string, args = {}) => {
  const execution = await server.session.callTool(name, args)
  if (execution.kind !== 'task') throw new Error('It is no task')
  return { execution, reference: execution.serializeReference() }
}

const childrenOf = (pid: number | undefined): readonly string[] =>
  spawnSync('ps', ['-o', 'pid=', '--ppid', String(pid)], { encoding: 'utf8' })
    .stdout.split('\n')
    .filter(line => line.trim() !== '')

describe('the tasks client of the protocol', () => {
  it('gets the result of a task, and answers what it asks', async () => {
    const server = await serve()
    const { execution } = await begin(server, 'greet')
    expect(await execution.result()).toMatchObject({
      status: 'completed',
      result: { content: [{ type: 'text', text: 'Hello, Ada' }] },
    })
  })

  it('cancels a task, with its child process', async () => {
    const server = await serve()
    const { execution, reference } = await begin(server, 'sleep')
    await expect.poll(() => childrenOf(server.child.pid)).toHaveLength(1)
    await execution.cancel()
    await expect.poll(() => childrenOf(server.child.pid)).toHaveLength(0)
    const view = await server.session.task(reference.taskId).snapshot()
    expect(view.status).toBe('cancelled')
  })
})

describe('a server that is killed while it runs a task', () => {
  const killedWhile = async (tool: string) => {
    const first = await serve()
    const { reference } = await begin(first, tool, { ms: 800 })
    await expect
      .poll(async () => (await first.session.task(reference.taskId).snapshot()).statusMessage)
      .toBe('begun (1 of 2)')
    first.child.kill('SIGKILL')
    await first.exit
    const second = await serve(first.file)
    const resumed = await second.session.resumeTask(reference)
    return resumed.result()
  }

  it('gives the result after a restart where the tool may be repeated', async () => {
    expect(await killedWhile('repeatable')).toMatchObject({
      status: 'completed',
      result: { content: [{ text: 'repeatable is done' }] },
    })
  })

  it('says that the worker died where it may not', async () => {
    const outcome = await killedWhile('fragile')
    expect(outcome).toMatchObject({
      status: 'failed',
      error: { message: expect.stringMatching(/died before it had ended/) },
    })
  })
})

describe('a server that is told to stop while it runs tasks', () => {
  const stoppedWhile = async (tool: string, ms: number) => {
    const first = await serve()
    const { reference } = await begin(first, tool, { ms })
    await expect
      .poll(async () => (await first.session.task(reference.taskId).snapshot()).statusMessage)
      .toBeDefined()
    first.child.kill('SIGTERM')
    expect(await first.exit).toBe(0)
    const second = await serve(first.file)
    return (await second.session.resumeTask(reference)).result()
  }

  it('lets them finish within the grace period', async () => {
    expect(await stoppedWhile('fragile', 500)).toMatchObject({ status: 'completed' })
  })

  it('gives them to the next process where they may be repeated', async () => {
    expect(await stoppedWhile('repeatable', 2_000)).toMatchObject({ status: 'completed' })
  })

  it('says that it stopped where they may not', async () => {
    const outcome = await stoppedWhile('fragile', 5_000)
    expect(outcome).toMatchObject({
      status: 'failed',
      error: { message: expect.stringMatching(/stopped before this task/) },
    })
  })
})

describe('a subscription to tasks', () => {
  it('tells how they stand, in the form of tasks/get, and of nothing that is not there', async () => {
    const server = await serve()
    const { reference } = await begin(server, 'repeatable', { ms: 300 })
    const taskIds = [reference.taskId, 'never-was']
    const response = await post(server.url, 'subscriptions/listen', { notifications: { taskIds } })
    let text = ''
    for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      text += chunk
      if (text.includes('"completed"')) break
    }
    const [acknowledged, ...told] = eventsIn(text)
    expect(acknowledged).toMatchObject({ params: { notifications: { taskIds: [reference.taskId] } } })
    expect(told[0]).toMatchObject({ method: 'notifications/tasks', params: { status: 'working' } })
    const now = await post(server.url, 'tasks/get', { taskId: reference.taskId })
    const { result } = (await now.json()) as { result: Record<string, unknown> }
    const { resultType, _meta, ...task } = result
    expect(resultType).toBe('complete')
    expect(told.at(-1)?.params).toMatchObject(task)
  })
})
