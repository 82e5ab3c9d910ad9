import { connect, type TestClient } from 'plinth/testing'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { forecast, server } from './weather.ts'

let client: TestClient
beforeAll(async () => {
  client = await connect(server)
})
afterAll(() => client.close())

it('gives one high for each day', async () => {
  const { city, highs } = await client.call(forecast, { city: 'Oslo', days: 5 })
  expect(city).toBe('Oslo')
  expect(highs).toEqual([23, 11, 14, 17, 20])
})

it('gives three days unless told otherwise', async () => {
  expect((await client.call(forecast, { city: 'Oslo' })).highs).toHaveLength(3)
})

it.each([
  [{ city: 'Oslo', days: 8 }, /days/],
  [{ city: '' }, /city/],
])('refuses %o, and names the field', async (args, field) => {
  await expect(client.call(forecast, args)).rejects.toMatchObject({
    code: 'VALIDATION_ERROR',
    message: expect.stringMatching(field),
  })
})
