import { cpSync, globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { rolldown } from 'rolldown'

/** Files that a package stands on and does not bring along. */
const isForeign = (/** @type {string} */ id) => !id.startsWith('.') && !id.startsWith('/')

/** What every server begins with, and what each begins with that serves over HTTP: each is read as one file. */
const TOGETHER = {
  core: ['index.js', 'server/run.js', 'server/observation.js', 'transports/stdio.js'],
  http: ['transports/http.js', 'transports/custom-routes.js', 'server/operations.js'],
}

/**
 * The modules that are loaded with some others.
 *
 * @param {readonly string[]} files
 * @returns {Set<string>}
 */
const loadedWith = files => {
  const found = new Set(files)
  for (const file of found)
    for (const [, path = ''] of readFileSync(file, 'utf8').matchAll(
      /^(?:import|export|\}).*? ?'(\.[^']+)'/gm,
    ))
      found.add(join(dirname(file), path))
  return found
}

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
  const groups = Object.entries(TOGETHER).map(([name, files], at, all) => {
    const modules = loadedWith(files.map(file => join(dist, file)))
    return { name, priority: all.length - at, test: (/** @type {string} */ id) => modules.has(id) }
  })
  const bundled = await rolldown({ input, platform: 'node', external: isForeign })
  await bundled.write({
    dir: made,
    format: 'esm',
    chunkFileNames: 'chunks/[name]-[hash].js',
    codeSplitting: { groups },
    // Read with each start; editors take them from the declarations.
    comments: { jsdoc: false },
  })
  await bundled.close()
  for (const file of globSync('**/*.js', { cwd: dist })) rmSync(join(dist, file))
  cpSync(made, dist, { recursive: true })
  rmSync(made, { recursive: true })
}
