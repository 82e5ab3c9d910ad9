import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { packageVersion } from '../version.ts'
import { type Diagnosis, inArea } from './diagnosis.ts'
import { installedVersion, ownManifest, readManifest } from './manifest.ts'
import { fits } from './version-range.ts'

const { ok, warning, problem } = inArea('node')

/** Where this runs: Node and this package. */
export function* checkNode(version: string, cwd: string): Generator<Diagnosis> {
  const range = ownManifest().engines?.node ?? ''
  if (fits(version, range)) yield ok(`Node ${version.replace(/^v/, '')}`)
  else
    yield problem(
      `Node ${version.replace(/^v/, '')} is too old: plinth needs ${range}`,
      'Install Node 24: https://nodejs.org',
    )
  const inProject = installedVersion('plinth', cwd)
  if (inProject === undefined || inProject === packageVersion()) yield ok(`plinth ${packageVersion()}`)
  else
    yield warning(
      `This command is plinth ${packageVersion()}, and the project has ${inProject}`,
      "Use the project's own: npx plinth, in its folder",
    )
}

/** The manifest of the project that the command runs in. */
export function* checkProject(cwd: string): Generator<Diagnosis> {
  const area = inArea('project')
  const file = join(cwd, 'package.json')
  if (!existsSync(file)) {
    yield area.note('There is no package.json here: this is no project', 'Make one: plinth new my-server')
    return
  }
  try {
    const { type, name = 'without a name' } = readManifest(file)
    if (type === 'module') yield area.ok(`package.json of ${name}`)
    else
      yield area.warning(
        'package.json does not say "type": "module", so that .js and .ts files with import are guessed at',
        'npm pkg set type=module',
      )
  } catch (error) {
    yield area.problem(`package.json is no JSON: ${(error as Error).message}`, 'Correct it')
  }
}
