import { expect, it } from 'vitest'
import { type CacheHint, checkCacheHint } from './cache-hint.ts'

it.each<CacheHint>([
  { ttlMs: 0, scope: 'private' },
  { ttlMs: 60_000, scope: 'public' },
])('takes %j', hint => {
  expect(() => checkCacheHint(hint, 'x')).not.toThrow()
})

it.each([
  [{ ttlMs: -1, scope: 'public' }, /^x has a cache hint with ttlMs -1: give whole milliseconds/],
  [{ ttlMs: 1.5, scope: 'public' }, /ttlMs 1\.5/],
  [{ ttlMs: Number.NaN, scope: 'public' }, /ttlMs NaN/],
  [{ ttlMs: 1, scope: 'shared' }, /scope "shared": it is "public" or "private"/],
] as [CacheHint, RegExp][])('refuses %j', (hint, message) => {
  expect(() => checkCacheHint(hint, 'x')).toThrow(TypeError)
  expect(() => checkCacheHint(hint, 'x')).toThrow(message)
})
