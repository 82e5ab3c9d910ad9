import { cpSync, globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { rolldown } from 'rolldown'

/** Files that a package stands on and does not bring along. */
const isForeign = (/** @type {string} */ id) => !id.startsWith('.') && !id.startsWith('/')

/**
 * Puts the modules of a built package together into few files: Node takes longer to find and read two hundred of them
 * than to run what is in them. What is loaded late stays apart; declarations stay as they are.
 *
 * @param {string} folder of the package
 */
export const bundle = async folder => {
  const { exports, imports = {} } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  const entries = [
    ...Object.values(exports).flatMap(each => (typeof each === 'object' ? [each.default] : [])),
    // The command line and threads of their own begin with these.
    ...Object.values(imports)
      .map(each => (typeof each === 'object' ? each.default : each))
      .filter(each => each.endsWith('.js')),
  ]
  const dist = join(folder, 'dist')
  const nameOf = (/** @type {string} */ entry) => entry.slice('./dist/'.length, -'.js'.length)
  const input = Object.fromEntries(entries.map(entry => [nameOf(entry), join(folder, entry)]))
  const made = mkdtempSync(join(tmpdir(), 'bundle-'))
  const bundled = await rolldown({ input, platform: 'node', external: isForeign })
  await bundled.write({ dir: made, format: 'esm', chunkFileNames: 'chunks/[name]-[hash].js' })
  await bundled.close()
  for (const file of globSync('**/*.js', { cwd: dist })) rmSync(join(dist, file))
  cpSync(made, dist, { recursive: true })
  rmSync(made, { recursive: true })
}
