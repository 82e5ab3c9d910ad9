import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { rolldown } from 'rolldown'
import type { ConsoleFile } from '../src/operate/rest/console-files.ts'

const folder = join(import.meta.dirname, 'app')
const require = createRequire(import.meta.url)

/** What is bundled, with the files of its package that are needed beside its code. */
const LIBRARIES = ['preact', '@preact/signals', '@preact/signals-core', 'uplot'] as const
const STYLES = [
  require.resolve('uplot/dist/uPlot.min.css'),
  ...['base', 'frame', 'parts', 'controls', 'tables', 'overview', 'tool', 'tasks', 'activity'].map(name =>
    join(folder, 'styles', `${name}.css`),
  ),
]

const encoder = new TextEncoder()

/** Named after its content, so that a browser may keep it for ever. */
const named = (stem: string, extension: string, text: string): ConsoleFile => {
  const bytes = encoder.encode(text)
  const digest = createHash('sha256').update(bytes).digest('hex').slice(0, 10)
  return { name: `${stem}-${digest}.${extension}`, bytes }
}

const script = async (): Promise<string> => {
  const bundle = await rolldown({
    input: join(folder, 'main.tsx'),
    platform: 'browser',
    tsconfig: join(import.meta.dirname, 'tsconfig.json'),
  })
  try {
    const { output } = await bundle.generate({ format: 'esm', minify: true, codeSplitting: false })
    return output[0].code
  } finally {
    await bundle.close()
  }
}

const styles = async (): Promise<string> => {
  const parts = await Promise.all(STYLES.map(path => readFile(path, 'utf8')))
  return parts
    .join('\n')
    .replaceAll(/\/\*.*?\*\//gs, '')
    .replaceAll(/\n\s*/g, '\n')
}

/** The licences of what is bundled, which have to come along. */
const licences = async (): Promise<string> => {
  const texts = LIBRARIES.map(async name => {
    const entry = require.resolve(name)
    const root = entry.slice(0, entry.lastIndexOf(`node_modules/${name}/`) + `node_modules/${name}/`.length)
    return `${name}\n\n${await readFile(join(root, 'LICENSE'), 'utf8')}`
  })
  return (await Promise.all(texts)).join('\n\n')
}

/**
 * Makes the files of the web console of their sources: a page, a script, a style sheet, an icon, and the licences of what
 * is in the script.
 */
export const buildConsole = async (): Promise<readonly ConsoleFile[]> => {
  const [code, css, icon, page, notices] = await Promise.all([
    script(),
    styles(),
    readFile(join(folder, 'icon.svg'), 'utf8'),
    readFile(join(folder, 'index.html'), 'utf8'),
    licences(),
  ])
  const files = [named('console', 'js', code), named('console', 'css', css), named('icon', 'svg', icon)]
  const linked = files.reduce((html, { name }) => {
    const [, stem = '', extension = ''] = /^(\w+)-\w+\.(\w+)$/.exec(name) ?? []
    return html.replaceAll(`console/${stem}.${extension}`, `console/${name}`)
  }, page)
  return [
    { name: 'index.html', bytes: encoder.encode(linked) },
    ...files,
    { name: 'licences.txt', bytes: encoder.encode(notices) },
  ]
}
