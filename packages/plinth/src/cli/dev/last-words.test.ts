import { expect, it } from 'vitest'
import { lastWords } from './last-words.ts'

it.each([
  [
    'error: /a.ts cannot be loaded:\nfile:///a.ts:1\nexport const = 1\n\nSyntaxError: Unexpected token\n    at compile (a)\n',
    'SyntaxError: Unexpected token',
  ],
  ['starting\nerror: a.ts exports no server\n', 'error: a.ts exports no server'],
  [
    '{"level":"critical","event":"server.start_failed","message":"The port is taken"}\npool closed\n',
    'The port is taken',
  ],
  ['only this\n', 'only this'],
  ['', ''],
])('%j', (said, error) => {
  const words = lastWords()
  words.hear(said)
  expect(words.error()).toBe(error)
  words.forget()
  expect(words.error()).toBe('')
})
