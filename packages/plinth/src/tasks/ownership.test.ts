import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { taskClient, textOf } from './client.fixtures.ts'
import { closeServers, taskServer } from './server.fixtures.ts'

afterEach(closeServers)

const ada = { id: 'ada', scopes: [] }
const bob = { id: 'bob', scopes: [] }

describe('who a task belongs to', () => {
  const strangers = [
    ['another principal', bob],
    ['the same name in another tenant', { ...ada, tenant: 'elsewhere' }],
    ['somebody whom nobody knows', undefined],
  ] as const
  it.each(strangers)('%s finds none of it', async (_, principal) => {
    const server = await taskServer()
    const own = taskClient(server, { principal: ada })
    const other = taskClient(server, principal ? { principal } : {})
    const { taskId } = await own.begin('asks')
    await own.until(taskId, 'input_required')
    const unknown = await other.send('tasks/get', { taskId: 'never-was' })
    expect(unknown).toMatchObject({ kind: 'refused', refusal: { reason: 'invalid_params' } })
    expect(await other.send('tasks/get', { taskId })).toEqual(unknown)
    expect(await other.answer(taskId, { who: { action: 'decline' } })).toEqual(unknown)
    expect(await other.cancel(taskId)).toEqual(unknown)
    const heard: unknown[] = []
    const end = server.runtime.tasks?.watch([taskId], principal, view => heard.push(view))
    await own.cancel(taskId)
    await sleep(5)
    end?.()
    expect(heard).toEqual([])
    expect((await own.get(taskId)).info.status).toBe('cancelled')
  })

  it('runs in the name of its principal', async () => {
    const server = await taskServer()
    server.tool('whoami', { task: 'optional' }, (_, ctx) => `${ctx.principal?.id}`)
    const client = taskClient(server, { principal: ada })
    expect(textOf(await client.until((await client.begin('whoami')).taskId, 'completed'))).toBe('ada')
  })

  it('keeps no more for one than it may', async () => {
    const server = await taskServer({ maxPerPrincipal: 2 })
    const client = taskClient(server, { principal: ada })
    await client.begin('waits')
    await client.begin('waits')
    expect(await client.call('waits')).toMatchObject({
      refusal: {
        reason: 'unavailable',
        code: 'RESOURCE_EXHAUSTED',
        message: expect.stringMatching(/as many tasks as you may/),
      },
    })
    expect(await taskClient(server, { principal: bob }).call('waits')).toMatchObject({ kind: 'task' })
  })
})

describe('watching', () => {
  it('tells how a task stands now, and of each change after that', async () => {
    const server = await taskServer()
    const client = taskClient(server, { principal: ada })
    const { taskId } = await client.begin('asks')
    await client.until(taskId, 'input_required')
    const heard: string[] = []
    server.runtime.tasks?.watch([taskId], ada, ({ info }) => heard.push(info.status))
    await expect.poll(() => heard).toEqual(['input_required'])
    await client.answer(taskId, { who: { action: 'decline' } })
    await expect.poll(() => heard.at(-1)).toBe('completed')
  })
})
