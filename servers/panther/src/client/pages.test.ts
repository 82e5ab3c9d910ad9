import { expect, it } from 'vitest'
import { all, items } from './pages.ts'

it('walks as long as there is a cursor', async () => {
  const asked: unknown[] = []
  const walk = items(async cursor => {
    asked.push(cursor)
    const page = Number(cursor ?? 0)
    return { items: [page * 2, page * 2 + 1], next: page < 2 ? String(page + 1) : undefined }
  })
  expect(await all(walk)).toEqual([0, 1, 2, 3, 4, 5])
  expect(asked).toEqual([undefined, '1', '2'])
})

it('fetches no page that nobody wants, and ends where a cursor comes again', async () => {
  let pages = 0
  const walk = () =>
    items(async () => {
      pages += 1
      return { items: ['x'], next: 'same' }
    })
  for await (const item of walk()) {
    expect(item).toBe('x')
    break
  }
  expect(pages).toBe(1)
  expect(await all(walk())).toEqual(['x', 'x'])
})
