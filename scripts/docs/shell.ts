import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Block, Page } from './page.ts'
import { createPlinthCheck } from './plinth-command.ts'
import { commandsOf } from './shell-words.ts'

/** Programs that pages may use, beside those that are checked more closely. A misspelt one is none of them. */
const PROGRAMS = new Set(
  [
    'apt-get awk bash cat cd chmod chown claude code cp curl diff docker echo git grep helm jq kill kubectl kustomize',
    'ls lsof mkdir mv nginx openssl podman promtool ps redis-cli rm sed sleep sqlite3 ssh systemctl tail tar tee touch',
    'trivy umask useradd uname watch wc',
  ]
    .join(' ')
    .split(' '),
)
const NPM = new Set(
  'audit ci create exec init install ls outdated pack pkg publish start stop test uninstall update version view'.split(
    ' ',
  ),
)
/** Programs of other packages, fetched when they are run. */
const FETCHED = new Set(['@modelcontextprotocol/inspector', '@modelcontextprotocol/conformance'])
const WITH_VALUE = new Set(['--prefix', '--workspace', '-w', '-p', '--package'])

/** What follows options, and those of them that take a value. */
const operandsOf = (words: readonly string[]): string[] =>
  words.filter((word, index) => !word.startsWith('-') && !WITH_VALUE.has(words[index - 1] ?? ''))

const optionOf = (words: readonly string[], ...names: readonly string[]): string | undefined =>
  words.find((_, index) => names.includes(words[index - 1] ?? ''))

/** Without what stands before a command: variables, and programs that start others. */
const stripped = (words: readonly string[]): readonly string[] => {
  const start = words.findIndex(
    word => !/^(?:\w+=.*|export|exec|env|sudo|time|do|then|else|if|while|until|!|\{)$/s.test(word),
  )
  return start < 0 ? [] : words.slice(start)
}

/** What the shell itself understands, and functions that the page defines. */
const isOfShell = (word: string, { text }: Page): boolean =>
  /^(?:for|done|fi|case|esac|\}|\w+\(\))$/.test(word) || text.includes(`\n${word}() {`)

export const createShellCheck = (repository: string) => {
  const plinth = createPlinthCheck()
  const scriptsOf = (folder: string): string[] => {
    const path = join(repository, folder, 'package.json')
    return existsSync(path) ? Object.keys(JSON.parse(readFileSync(path, 'utf8')).scripts ?? {}) : []
  }

  const npm = (words: readonly string[], page: Page): string | undefined => {
    const [command = '', name] = operandsOf(words)
    if (NPM.has(command)) return undefined
    if (command !== 'run') return `npm has no command "${command}"`
    const prefix = optionOf(words, '--prefix')
    const own = page.blocks
      .filter(({ title }) => title === 'package.json')
      .map(({ code }) => JSON.parse(code).scripts)
    const scripts = [
      ...own.flatMap(each => Object.keys(each ?? {})),
      ...(prefix && !prefix.startsWith('/')
        ? scriptsOf(prefix)
        : [...scriptsOf('.'), ...scriptsOf(dirname(page.path))]),
    ]
    return scripts.includes(name ?? '') ? undefined : `there is no script "${name}"`
  }

  const npx = (words: readonly string[], page: Page): string | undefined => {
    const at = words.findIndex(word => !word.startsWith('-'))
    const [program = '', ...args] = words.slice(at)
    if (FETCHED.has(program.replace(/(?<=.)@.*$/, ''))) return undefined
    if (!existsSync(join(repository, 'node_modules/.bin', program)))
      return `npx knows no program "${program}"`
    return program === 'plinth' ? plinth(args) : program === 'node' ? node(args, page) : undefined
  }

  const node = (words: readonly string[], page: Page): string | undefined => {
    const file = words.find(word => /^[^-].*\.m?[jt]s$/.test(word))
    if (file === undefined || file.startsWith('/path/to/') || file === 'server.ts') return undefined
    const exists =
      page.blocks.some(({ title }) => title === file) ||
      [repository, join(repository, dirname(page.path))].some(folder => existsSync(join(folder, file)))
    return exists ? undefined : `there is no file ${file}`
  }

  const faultOf = (words: readonly string[], page: Page): string | undefined => {
    const [program, ...args] = stripped(words)
    if (program === undefined || PROGRAMS.has(program) || isOfShell(program, page)) return undefined
    if (program === 'npm') return npm(args, page)
    if (program === 'npx') return npx(args, page)
    if (program === 'node') return node(args, page)
    return program === 'plinth' ? plinth(args) : `the program "${program}" is unknown: is it misspelt?`
  }

  const check = (block: Block, page: Page): string[] => {
    try {
      return commandsOf(block.code).flatMap(words => faultOf(words, page) ?? [])
    } catch (error) {
      return [error instanceof Error ? error.message : String(error)]
    }
  }

  /** Commands, scripts, files and options that a page names and that do not exist. */
  return (page: Page): string[] =>
    page.blocks
      .filter(({ language, check: how }) => language === 'sh' && how !== 'syntax')
      .flatMap(block => check(block, page).map(fault => `${block.page}:${block.line}: ${fault}`))
}
