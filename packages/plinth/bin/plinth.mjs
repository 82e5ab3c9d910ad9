#!/usr/bin/env node
import { existsSync } from 'node:fs'
// As a whole: an older Node lacks what is taken from it, and would say no more than that.
import * as nodeModule from 'node:module'
import process from 'node:process'

const NEEDED = [22, 19]
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major < NEEDED[0] || (major === NEEDED[0] && minor < NEEDED[1])) {
  process.stderr.write(
    `error: plinth needs Node ${NEEDED.join('.')} or newer, and this is ${process.versions.node} (${process.execPath}): https://nodejs.org/en/download\n`,
  )
  process.exit(4)
}

// This file is not built: a package's programs are linked when it is installed, and in the repository nothing is built
// by then. There, where the sources lie beside it, they are what runs; what is published has no sources.
if (existsSync(new URL('../src/cli/main.ts', import.meta.url)))
  nodeModule.registerHooks({
    resolve: (specifier, context, next) =>
      next(specifier, { ...context, conditions: [...context.conditions, 'plinth-source'] }),
  })
else nodeModule.enableCompileCache()

const { main, processIo } = await import('#cli')
process.exitCode = await main(process.argv.slice(2), processIo())
