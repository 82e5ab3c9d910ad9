import { expect, it } from 'vitest'
import { taskShop } from '../../src/operate/rest/task-shop.fixtures.ts'
import { shareIn } from './task-share.ts'

it('finds how far a task is in what the server says of it', async () => {
  const { as, server } = taskShop()
  const ada = as('ada')
  const id = await ada.begin('waits')
  const messageOf = async (): Promise<string> => (await ada.get(`/tasks/${id}`)).body.message
  await expect.poll(messageOf).toContain('in the north')
  expect(shareIn(await messageOf())).toEqual({ done: 1, of: 3, rest: 'in the north' })
  await server.close()
})

it.each([
  ['7 of 10', { done: 7, of: 10, rest: '' }],
  ['12.5 of 50', { done: 12.5, of: 50, rest: '' }],
  ['a (b)\nc (2 of 4)', { done: 2, of: 4, rest: 'a (b)\nc' }],
  ['past its end (9 of 4)', { done: 4, of: 4, rest: 'past its end' }],
])('"%s"', (message, share) => {
  expect(shareIn(message)).toEqual(share)
})

it.each([undefined, '', '7', 'reading (7)', '1 of many', 'part 1 of 2 is read', 'none (0 of 0)'])(
  'there is none in "%s"',
  message => {
    expect(shareIn(message)).toBeUndefined()
  },
)
