import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { llmsFull, llmsIndex } from '../scripts/docs/llms.ts'
import { readPage } from '../scripts/docs/page.ts'
import { INDEX, listedPages, sectionsOf } from '../scripts/docs/page-list.ts'
import { entryPoints } from '../scripts/docs/public-names.ts'
import { sitePage } from '../scripts/docs/site-page.ts'

// Builds the site into website/dist: the pages of docs in the order of their list, and the reference, which is made of
// the doc comments. REPOSITORY_URL makes links to files of this repository lead to a code host.

const repository = join(import.meta.dirname, '..')
const staged = join(import.meta.dirname, '.site')
const output = join(import.meta.dirname, 'dist')

const run = (script: string, ...args: string[]): void => {
  const { status } = spawnSync(
    process.execPath,
    [join(import.meta.dirname, 'node_modules', script), ...args],
    {
      cwd: import.meta.dirname,
      stdio: ['ignore', 'inherit', 'inherit'],
    },
  )
  if (status !== 0) throw new Error(`${script} ended with ${status}`)
}

if (!existsSync(join(import.meta.dirname, 'node_modules')))
  throw new Error('Install what the site needs first: npm ci --prefix website')

rmSync(staged, { recursive: true, force: true })
mkdirSync(staged)
const read = (path: string) => readPage(path, readFileSync(join(repository, path), 'utf8'))
const index = read(INDEX)
const pages = listedPages(index)
  .filter(path => existsSync(join(repository, path)))
  .map(read)

for (const page of [index, ...pages])
  writeFileSync(
    join(staged, sitePage.fileOf(page)),
    sitePage.textOf(page, repository, process.env.REPOSITORY_URL),
  )
if (existsSync(join(repository, 'docs/images')))
  cpSync(join(repository, 'docs/images'), join(staged, 'images'), { recursive: true })

const imports = entryPoints(repository)
run('typedoc/bin/typedoc', ...imports.flatMap(([, file]) => ['--entryPoints', join(repository, file)]))
// A list of them, as the sidebar has it.
rmSync(join(staged, 'reference/README.md'))

const reference = imports.map(([specifier]) => ({
  text: specifier,
  link: `/reference/${specifier.replace('/', '.')}`,
}))
const sidebar = [...sectionsOf(index, pages), { text: 'API', collapsed: true, items: reference }]
// Of the links on pages VitePress finds out itself.
for (const { link } of sidebar.flatMap(({ items }) => items))
  if (!existsSync(join(staged, `${link}.md`)))
    throw new Error(`The sidebar leads to ${link}, which is no page`)
writeFileSync(join(staged, 'sidebar.json'), JSON.stringify(sidebar))

run('typescript/bin/tsc')
run('vitepress/bin/vitepress.js', 'build', '.')
writeFileSync(join(output, 'llms.txt'), llmsIndex(index, pages))
writeFileSync(join(output, 'llms-full.txt'), llmsFull(pages))
