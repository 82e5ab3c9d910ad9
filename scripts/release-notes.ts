// node scripts/release-notes.ts v1.2.3: what the changelog says of that version, for the notes of its release.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

interface Manifest {
  readonly name: string
  readonly version: string
}

/**
 * The section of a changelog that tells of a release.
 *
 * @throws Error where the tag, the packages and the changelog do not agree
 */
export const releaseNotes = (tag: string, packages: readonly Manifest[], changelog: string): string => {
  const version = /^v(\d+\.\d+\.\d+(?:-[\w.]+)?)$/.exec(tag)?.[1]
  if (version === undefined) throw new Error(`"${tag}" is no tag such as v1.2.3`)
  for (const { name, version: own } of packages)
    if (own !== version)
      throw new Error(`${name} is ${own}, and the tag says ${version}: set the version of both`)
  const section = changelog.split(/^## /m).find(each => each.startsWith(`[${version}]`))
  if (section === undefined)
    throw new Error(`CHANGELOG.md has no section "## [${version}]": name what is "Unreleased" so`)
  return section.slice(section.indexOf('\n')).trim()
}

const main = () => {
  const read = (path: string) => readFileSync(join(import.meta.dirname, '..', path), 'utf8')
  const packages = ['packages/plinth', 'servers/netdiag'].map(path =>
    JSON.parse(read(`${path}/package.json`)),
  )
  console.log(releaseNotes(process.argv[2] ?? '', packages, read('CHANGELOG.md')))
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main()
