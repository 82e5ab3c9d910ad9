import { spawnSync } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { buildConsole } from '../packages/plinth/console/build.ts'
import { bundle } from './bundle.mjs'

const repository = join(import.meta.dirname, '..')
const tsc = join(repository, 'node_modules/typescript/bin/tsc')

/** What is published or put into images, each after what it stands on: a build sees the built declarations of those. */
const packages = ['packages/plinth', 'servers/netdiag', 'servers/panther']

/** @param {string} folder */
const writeConsole = async folder => {
  mkdirSync(folder)
  for (const { name, bytes } of await buildConsole()) writeFileSync(join(folder, name), bytes)
}

for (const path of packages) rmSync(join(repository, path, 'dist'), { recursive: true, force: true })
for (const path of packages) {
  const project = join(repository, path, 'tsconfig.build.json')
  const { status } = spawnSync(process.execPath, [tsc, '-p', project], { cwd: repository, stdio: 'inherit' })
  if (status !== 0) {
    console.error(`The build of ${path} failed: see the errors above.`)
    process.exit(1)
  }
  // A server of its own starts once; the package is what every server starts with.
  if (path === 'packages/plinth') await bundle(join(repository, path))
  if (path === 'packages/plinth') await writeConsole(join(repository, path, 'dist/console'))
}
