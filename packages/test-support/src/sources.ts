import { join } from 'node:path'

/** Where Node keeps what it has compiled, types stripped: for each program of this repository once, and not at each start. */
export const COMPILE_CACHE = join(import.meta.dirname, '../../../node_modules/.cache/compiled')

/** All of the environment that a program needs to run from the sources. */
export const SOURCES_ENV = {
  PATH: process.env.PATH ?? '',
  NODE_OPTIONS: '--conditions=plinth-source',
  NODE_COMPILE_CACHE: COMPILE_CACHE,
}
