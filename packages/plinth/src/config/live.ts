import { type Entry, mapTable, type SettingsTable } from './setting.ts'
import { valueAt } from './value-at.ts'

/** What a configuration that was read again changes. */
export interface LiveChanges<C> {
  /** The configuration in use with the new values of what may change while the server runs. */
  readonly config: C
  /** Keys of settings that have changed so. */
  readonly applied: readonly string[]
  /** Keys of settings that are another now, but need a restart. */
  readonly refused: readonly string[]
}

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)

/**
 * Compares a configuration with one that was read later.
 *
 * @param isLive whether a setting may change while the server runs
 */
export const liveChanges = <C extends object>(
  table: SettingsTable,
  current: C,
  next: C,
  isLive: (entry: Entry) => boolean,
): LiveChanges<C> => {
  const applied: string[] = []
  const refused: string[] = []
  const merged = mapTable(table, entry => {
    const { key } = entry
    const [before, after] = [valueAt(current, key), valueAt(next, key)]
    if (isSame(before, after)) return before
    const live = isLive(entry)
    const names = live ? applied : refused
    names.push(key)
    return live ? after : before
  })
  // Each value is one of the two configurations', in its place.
  return { config: Object.freeze(merged) as C, applied, refused }
}
