import { readdir, readFile } from 'node:fs/promises'

/** One file of the web console. */
export interface ConsoleFile {
  readonly name: string
  readonly bytes: Uint8Array<ArrayBuffer>
}

/** The page itself; all other files are named after what is in them. */
export const PAGE = 'index.html'

const build = async (): Promise<readonly ConsoleFile[]> => {
  const { href } = new URL('../../../console/build.ts', import.meta.url)
  const made: { buildConsole(): Promise<readonly ConsoleFile[]> } = await import(href)
  return made.buildConsole()
}

/**
 * The files of the web console. A package has them beside its code; in the repository, where nothing is built, they are
 * made of their sources.
 *
 * @throws Error when they are not there, or cannot be made
 */
export const consoleFiles = async (): Promise<readonly ConsoleFile[]> => {
  if (import.meta.url.endsWith('.ts')) return build()
  const folder = new URL('.', import.meta.resolve(`#console/${PAGE}`))
  const names = await readdir(folder)
  return Promise.all(
    names.map(async name => ({ name, bytes: new Uint8Array(await readFile(new URL(name, folder))) })),
  )
}
