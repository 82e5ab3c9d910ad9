import { needs } from '@plinth/test-support'
import { connect } from 'plinth/testing'
import { expect } from 'vitest'
import { commands, traceroute } from './commands.ts'

const { it } = needs('traceroute')

it('runs a program that was declared in two fields', async () => {
  const client = await connect(commands)
  expect(await client.call('trace', { target: '127.0.0.1' })).toMatchObject({ returncode: 0 })
  await client.close()
})

it('takes the fields of its input, and the flags that it allows', async () => {
  const client = await connect(commands)
  const trace = (extra_args: string) =>
    client.call(traceroute, { target: '127.0.0.1', max_hops: 3, extra_args, timeout_sec: 20 })
  const { data, metadata } = await trace('-n -q 1')
  expect(data?.hops).toEqual([expect.stringContaining('127.0.0.1')])
  expect(metadata).toMatchObject({ timeout_sec: 20 })
  for (const refused of ['-i lo', '-q 11'])
    await expect(trace(refused)).rejects.toMatchObject({ code: 'VALIDATION_ERROR' })
  await client.close()
})
