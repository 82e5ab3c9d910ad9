import { type Entry, mapTable, type SettingsTable } from './setting.ts'

/** What a configuration that was read again changes. */
export interface LiveChanges {
  /** The configuration in use with the new values of what may change while the server runs. */
  readonly config: Readonly<Record<string, unknown>>
  /** Keys of settings that have changed so. */
  readonly applied: readonly string[]
  /** Keys of settings that are another now, but need a restart. */
  readonly refused: readonly string[]
}

const at = (node: unknown, key: string): unknown =>
  typeof node === 'object' && node !== null && Object.hasOwn(node, key) ? Reflect.get(node, key) : undefined

const valueAt = (config: object, key: string): unknown => key.split('.').reduce(at, config)

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)

/**
 * Compares a configuration with one that was read later.
 *
 * @param isLive whether a setting may change while the server runs
 */
export const liveChanges = (
  table: SettingsTable,
  current: object,
  next: object,
  isLive: (entry: Entry) => boolean = ({ setting }) => setting.live,
): LiveChanges => {
  const applied: string[] = []
  const refused: string[] = []
  const config = mapTable(table, entry => {
    const { key } = entry
    const [before, after] = [valueAt(current, key), valueAt(next, key)]
    if (isSame(before, after)) return before
    const live = isLive(entry)
    const names = live ? applied : refused
    names.push(key)
    return live ? after : before
  })
  return { config: Object.freeze(config), applied, refused }
}
