import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'

// Sources run without a build in this repository, by a condition of `exports` and `imports` that points at them. They
// are not published, to keep the package small, so that the manifest that is published must not name them.

const path = join(process.cwd(), 'package.json')
const kept = join(process.cwd(), 'package.json.kept')
const CONDITION = 'plinth-source'

/** @param {Record<string, unknown> | undefined} entries */
const withoutSources = entries =>
  entries &&
  Object.fromEntries(
    Object.entries(entries).map(([name, target]) => {
      if (typeof target !== 'object' || target === null) return [name, target]
      return [
        name,
        Object.fromEntries(Object.entries(target).filter(([condition]) => condition !== CONDITION)),
      ]
    }),
  )

const restore = () => {
  if (existsSync(kept)) renameSync(kept, path)
}

if (process.argv[2] === 'strip') {
  restore()
  const text = readFileSync(path, 'utf8')
  const { scripts: _, devDependencies: __, ...manifest } = JSON.parse(text)
  writeFileSync(kept, text)
  const exports = withoutSources(manifest.exports)
  const imports = withoutSources(manifest.imports)
  writeFileSync(path, `${JSON.stringify({ ...manifest, exports, imports }, null, 2)}\n`)
} else restore()
