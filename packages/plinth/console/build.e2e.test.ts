import { brotliCompressSync, gzipSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { buildConsole } from './build.ts'

const files = await buildConsole()
const textOf = (pattern: RegExp): string => {
  const bytes = files.find(({ name }) => pattern.test(name))?.bytes
  return new TextDecoder().decode(bytes)
}

it('the web console has less than 100 KB, compressed either way', () => {
  for (const compress of [gzipSync, (bytes: Uint8Array) => brotliCompressSync(bytes)]) {
    const sum = files.reduce((total, { bytes }) => total + compress(bytes).length, 0)
    expect(sum).toBeGreaterThan(10_000)
    expect(sum).toBeLessThan(100_000)
  }
})

it('its page names the files that there are, and nothing else that is loaded', () => {
  const page = textOf(/^index\.html$/)
  const named = [...page.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, path = '']) => path)
  const served = files.map(({ name }) => `console/${name}`)
  expect(named).toHaveLength(3)
  expect(named.filter(path => !served.includes(path))).toEqual([])
  expect(page).not.toMatch(/<style|style="|\son\w+=|<script(?! type="module" src=)/)
})

it('its script and styles load nothing from elsewhere', () => {
  expect(textOf(/\.css$/)).not.toMatch(/@import|url\(/)
  expect(textOf(/\.js$/)).not.toMatch(/sourceMappingURL|eval\(|new Function/)
})

it('the licences of what is in it come along', () => {
  const licences = textOf(/^licences\.txt$/)
  for (const name of ['preact', '@preact/signals', '@preact/signals-core', 'uplot'])
    expect(licences).toMatch(new RegExp(`^${name}$`, 'm'))
  expect(licences.match(/MIT License/gi)?.length).toBeGreaterThanOrEqual(4)
})
