import { describe, expect, it } from 'vitest'
import { eachLimited } from './each-limited.ts'

describe('eachLimited', () => {
  it('keeps the order of the items and never runs more than the limit', async () => {
    let running = 0
    let most = 0
    const items = Array.from({ length: 20 }, (_, i) => i)
    const results = await eachLimited(items, 4, async item => {
      running += 1
      most = Math.max(most, running)
      for (let turn = 0; turn < 5 - (item % 5); turn += 1) await Promise.resolve()
      running -= 1
      return item * 2
    })
    expect(results).toEqual(items.map(item => item * 2))
    expect(most).toBe(4)
  })

  it('gives nothing for nothing, and passes a failure on', async () => {
    expect(await eachLimited([], 4, async () => 1)).toEqual([])
    await expect(
      eachLimited([1, 2], 1, async item => {
        if (item === 2) throw new Error('no')
      }),
    ).rejects.toThrow('no')
  })
})
