import { afterEach, expect, it } from 'vitest'
import { hideKnownSecrets, rememberSecrets } from './known-secrets.ts'
import { redact } from './redact.ts'

const forgetting: (() => void)[] = []
afterEach(() => {
  for (const forget of forgetting.splice(0)) forget()
})
const remember = (...values: string[]) => {
  const forget = rememberSecrets(values)
  forgetting.push(forget)
  return forget
}

it('hides what it was told of, wherever it stands and however often', () => {
  remember('correct-horse', 'battery-staple')
  expect(hideKnownSecrets('correct-horse and battery-staple, xcorrect-horsex')).toBe(
    '[redacted] and [redacted], x[redacted]x',
  )
})

it('hides it in everything that is redacted: texts, names, errors and their causes', () => {
  remember('correct-horse')
  const error = new Error('no door for correct-horse', { cause: 'correct-horse' })
  const shown = JSON.stringify(redact({ plain: 'correct-horse', 'correct-horse': 1, error }))
  expect(shown).not.toContain('correct-horse')
  expect(shown).toContain('no door for [redacted]')
})

it('hides it in names that were looked at before, and shows them when it is forgotten', () => {
  const fields = { 'id-of-somebody': 1 }
  expect(redact(fields)).toEqual(fields)
  const forget = rememberSecrets(['id-of-somebody'])
  expect(redact(fields)).toEqual({ '[redacted]': 1 })
  forget()
  expect(redact(fields)).toEqual(fields)
})

it('leaves out what is too short to be told from other text', () => {
  remember('pass', '')
  expect(hideKnownSecrets('pass the salt')).toBe('pass the salt')
})

it('forgets only when all who told of it have', () => {
  const [first, second] = [remember('correct-horse'), remember('correct-horse', 'correct-horse')]
  first()
  first()
  expect(hideKnownSecrets('correct-horse')).toBe('[redacted]')
  second()
  expect(hideKnownSecrets('correct-horse')).toBe('correct-horse')
})
