import { Plinth } from 'plinth'
import { loadConfig } from 'plinth/config'
import type { AuditRecord } from 'plinth/middleware'
import { connect } from 'plinth/testing'
import { expect, it } from 'vitest'
import { audited, makeServer, ownStack, railway } from './bookings.ts'

const { config } = loadConfig({ env: {}, dotenv: false })

it('asks the railway again while it is busy', async () => {
  const client = await connect(makeServer(config))
  railway.outages = 3
  expect(await client.call('seats')).toEqual([{ type: 'text', text: '12 seats' }])
  await client.close()
})

it('can be built upon', () => {
  const server = new Plinth({ name: 'own' })
  expect(() => server.use(...ownStack(config))).not.toThrow()
})

it('does not cancel what it cannot record', async () => {
  const records: AuditRecord[] = []
  const client = await connect(
    audited({ write: entries => void records.push(...entries.map(({ record }) => record)) }),
  )
  expect(await client.call('cancel')).toEqual([{ type: 'text', text: 'Cancelled' }])
  expect(records[0]).toMatchObject({ seq: 1, type: 'call.begin', name: 'cancel' })
  await client.close()

  const full = await connect(audited({ write: () => Promise.reject(new Error('The disk is full')) }))
  await expect(full.call('cancel')).rejects.toMatchObject({
    code: 'RESOURCE_EXHAUSTED',
    message: expect.stringContaining('cannot be recorded'),
  })
  await full.close()
})
