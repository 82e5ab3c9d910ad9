import { withClient } from './client.ts'
import type { ClientFlags } from './client-options.ts'
import type { Io } from './io.ts'
import { fetchOffered, type Offered } from './offered.ts'
import { oneLine } from './printable.ts'
import { type Styles, stylesFor } from './style.ts'
import { table } from './table.ts'
import { resolveTarget } from './target.ts'

interface Listed {
  readonly title: string
  readonly rows: readonly (readonly [name: string, description: string | undefined])[]
}

const listed = ({ tools, resources, resourceTemplates, prompts }: Offered): readonly Listed[] => [
  { title: 'Tools', rows: tools.map(({ name, description }) => [name, description]) },
  { title: 'Resources', rows: resources.map(({ uri, description, name }) => [uri, description ?? name]) },
  {
    title: 'Resource templates',
    rows: resourceTemplates.map(({ uriTemplate, description, name }) => [uriTemplate, description ?? name]),
  },
  { title: 'Prompts', rows: prompts.map(({ name, description }) => [name, description]) },
]

const show = ({ title, rows }: Listed, styles: Styles, width: number | undefined): string => {
  const cells = rows.map(([name, description]) => [
    `  ${styles.cyan(oneLine(name))}`,
    oneLine(description ?? '-'),
  ])
  return `${styles.bold(title)}\n${table(cells, width)}\n`
}

/** Prints what a target offers. */
export const listTarget = async (
  text: string | undefined,
  flags: ClientFlags & { readonly json?: boolean },
  io: Io,
): Promise<void> => {
  const { stdout, env } = io
  const offered = await withClient(resolveTarget(text, io), io, flags, fetchOffered)
  if (flags.json) {
    stdout.write(`${JSON.stringify(offered, null, 2)}\n`)
    return
  }
  const sections = listed(offered).filter(({ rows }) => rows.length > 0)
  const styles = stylesFor(stdout, env)
  const told = sections.map(section => show(section, styles, stdout.columns)).join('\n')
  stdout.write(told === '' ? 'The server offers nothing.\n' : told)
}
