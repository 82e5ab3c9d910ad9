#!/usr/bin/env node
import { existsSync } from 'node:fs'
import { enableCompileCache, registerHooks } from 'node:module'
import process from 'node:process'

// This file is not built: a package's programs are linked when it is installed, and in the repository nothing is built
// by then. There, where the sources lie beside it, they are what runs; what is published has no sources.
if (existsSync(new URL('../src/cli/main.ts', import.meta.url)))
  registerHooks({
    resolve: (specifier, context, next) =>
      next(specifier, { ...context, conditions: [...context.conditions, 'plinth-source'] }),
  })
else enableCompileCache()

const { main, processIo } = await import('#cli')
process.exitCode = await main(process.argv.slice(2), processIo())
