import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parseAllDocuments } from 'yaml'

/** The folder of everything that is deployed, and the repository around it. */
export const DEPLOY = dirname(import.meta.dirname)
export const REPOSITORY = dirname(DEPLOY)

export const readText = (path: string): string => readFileSync(join(DEPLOY, path), 'utf8')

/** The documents of a YAML file. Fails on what YAML only warns of, such as a key that stands twice. */
export const readAll = (path: string): readonly unknown[] =>
  parseAllDocuments(readText(path)).map(document => {
    const [problem] = [...document.errors, ...document.warnings]
    if (problem) throw problem
    return document.toJS()
  })

export const readYaml = (path: string): unknown => readAll(path)[0]

/** Files below a folder, with this ending. */
export const filesBelow = (folder: string, ending: string): readonly string[] =>
  readdirSync(join(DEPLOY, folder), { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith(ending))
    .map(name => join(folder, name))
    .sort()
