import { readFileSync } from 'node:fs'

/** From the sources as from `dist/cli`, the manifest is two folders up. */
const MANIFEST = new URL('../../package.json', import.meta.url)

let known: string | undefined

/** The version of this package. */
export const packageVersion = (): string => {
  known ??= (JSON.parse(readFileSync(MANIFEST, 'utf8')) as { version: string }).version
  return known
}
