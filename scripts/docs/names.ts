import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describeSettings } from 'plinth/config'
import { visit } from 'unist-util-visit'
import { referenceSettings } from '../../examples/reference/settings.ts'
import { netdiagSettings } from '../../servers/netdiag/src/settings.ts'
import { pantherSettings } from '../../servers/panther/src/settings.ts'
import type { Page } from './page.ts'

const VARIABLE = /\b(?:MCP|TOOLS?)_[A-Z0-9_]+\b(\*)?/g
/** Read before there is a configuration. */
const BEFORE = ['MCP_CONFIG_FILE']

/** Sections of its own that a program on the page adds to the configuration: `extra: { weather: ... }`. */
const extraSections = ({ blocks }: Page): string =>
  blocks
    .filter(({ language, code }) => language === 'ts' && /\bextra\b/.test(code))
    .map(({ code }) => code)
    .join('\n')

const isOwn = (variable: string, extra: string): boolean =>
  extra.includes(` ${variable.replace('MCP_', '').split('_')[0]?.toLowerCase()}`)

const lineAt = (text: string, index: number): number => text.slice(0, index).split('\n').length

/** Names of settings and variables on pages that the platform and the servers of this repository do not know. */
export const createNameCheck = (repository: string) => {
  const settings = describeSettings()
  const others = [netdiagSettings, pantherSettings, referenceSettings].flatMap(table =>
    describeSettings(table),
  )
  const variables = [...BEFORE, ...[...settings, ...others].flatMap(({ env }) => env)]
  const known = new Set(variables.flatMap(name => [name, `${name}_FILE`]))
  const keys = new Set(settings.map(({ key }) => key))
  const sections = new Set(settings.map(({ key }) => key.split('.')[0]))
  const sources = globSync('{packages,servers,examples}/*/{*,{src,bin}/**/*}.{ts,mjs}', {
    cwd: repository,
    exclude: path => path.includes('node_modules') || path.includes('.test.'),
  })
    .map(path => readFileSync(join(repository, path), 'utf8'))
    .join('\n')

  const members = new Set(sources.match(/(?<=(?:^|[^\w.]))[a-z]\w*\.\w+/g))

  const isVariable = (name: string, isPrefix: boolean): boolean =>
    isPrefix
      ? variables.some(each => each.startsWith(name))
      : known.has(name) || sources.includes(`'${name}'`)

  /** A key, or something that stands in the sources; events of outages are put together there. */
  const isKey = (name: string): boolean =>
    keys.has(name) || members.has(name) || /\.(?:failed|restored)$/.test(name)

  return (page: Page): string[] => {
    // They name what others have.
    if (page.path.includes('/migrating-from-')) return []
    const extra = extraSections(page)
    const problems = [...page.text.matchAll(VARIABLE)].flatMap(({ 0: found, 1: star, index }) => {
      const name = found.replace('*', '')
      if (isVariable(name, star !== undefined || name.endsWith('_')) || isOwn(name, extra)) return []
      return [`${page.path}:${lineAt(page.text, index)}: ${name} is no variable of any setting`]
    })
    visit(page.tree, 'inlineCode', ({ value, position }) => {
      const section = /^([a-z]\w*)\.\w+$/.exec(value)?.[1]
      if (section === undefined || !sections.has(section) || isKey(value)) return
      problems.push(
        `${page.path}:${position?.start.line}: ${value} is no setting, and nothing else by that name`,
      )
    })
    return problems
  }
}
