import type { ClientFlags } from '../client-options.ts'
import type { Io } from '../io.ts'
import { oneLine } from '../printable.ts'
import { stylesFor } from '../style.ts'
import { table } from '../table.ts'
import { configOf } from './config-of.ts'

export interface ConfigFlags extends ClientFlags {
  readonly json?: boolean
  /** Only what is not a default. */
  readonly changed?: boolean
}

const valueAt = (config: unknown, key: string): unknown =>
  key
    .split('.')
    .reduce<unknown>(
      (value, part) =>
        typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[part] : undefined,
      config,
    )

const shown = (value: unknown): string => {
  if (value === undefined || value === null) return '-'
  return oneLine(typeof value === 'string' ? value : JSON.stringify(value))
}

/** Prints the configuration of a target, and where each value came from. */
export const printConfig = async (text: string | undefined, flags: ConfigFlags, io: Io): Promise<void> => {
  const { stdout, env } = io
  const { config, sources, file } = await configOf(text, flags, io)
  const keys = Object.keys(sources).filter(key => !flags.changed || sources[key] !== 'default')
  if (flags.json) {
    const values = keys.map(key => [key, { value: valueAt(config, key) ?? null, source: sources[key] }])
    stdout.write(`${JSON.stringify({ file: file ?? null, settings: Object.fromEntries(values) }, null, 2)}\n`)
    return
  }
  const { cyan, dim } = stylesFor(stdout, env)
  const rows = keys.map(key => {
    const source = sources[key] ?? ''
    return [cyan(oneLine(key)), source === 'default' ? dim(source) : source, shown(valueAt(config, key))]
  })
  if (file !== undefined) stdout.write(`${dim('file')} ${oneLine(file)}\n`)
  stdout.write(rows.length > 0 ? `${table(rows, stdout.columns)}\n` : 'Every setting has its default.\n')
}
