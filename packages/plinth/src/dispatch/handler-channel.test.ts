import { expect, it } from 'vitest'
import { type HandlerSpell, onSpell, timed } from './handler-channel.ts'

const burn = (ms: number) => {
  const end = performance.now() + ms
  while (performance.now() < end);
}

it('tells of handlers that do not give way for long, whether they fail or not', () => {
  const heard: HandlerSpell[] = []
  const stop = onSpell(spell => heard.push(spell))
  expect(timed('quick', () => 'done')).toBe('done')
  expect(timed('long', () => burn(30))).toBeUndefined()
  expect(() =>
    timed('fails', () => {
      burn(30)
      throw new Error('after a while')
    }),
  ).toThrow('after a while')
  stop()
  timed('unheard', () => burn(30))
  expect(heard.map(({ name }) => name)).toEqual(['long', 'fails'])
  expect(heard.every(({ ms }) => ms >= 30)).toBe(true)
})
