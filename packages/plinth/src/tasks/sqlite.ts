import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync, type SQLOutputValue, type StatementSync } from 'node:sqlite'
import type { TaskStatus } from '../define/task.ts'
import { holdFile } from './file-lock.ts'
import { createListeners } from './listeners.ts'
import { SCHEMA, SCHEMA_VERSION, STATEMENTS } from './sqlite-schema.ts'
import type { TaskQuery, TaskRecord, TaskStore, TaskSummary, TaskTally } from './store.ts'

/** Where `sqliteTasks` keeps tasks. */
export interface SqliteTasksOptions {
  /** Where tasks are kept. Made when it is not there, with its folder; readable for this user only. */
  readonly file: string
}

type Row = Readonly<Record<string, SQLOutputValue>>
type Statements = { readonly [K in keyof typeof STATEMENTS]: StatementSync }

const BUSY_TIMEOUT_MS = 5_000
/** Stands before every task in lists. */
const NEWEST = { createdAt: Number.MAX_SAFE_INTEGER, id: '' }
/** What the log may hold on to when it was longer once. */
const LOG_LIMIT_BYTES = 4 * 1024 * 1024
/** Read in place: what one connection has cached, a change through the other would make it read again. */
const MAPPED_BYTES = 256 * 1024 * 1024

const optional = <T>(value: T | null): T | undefined => (value === null ? undefined : value)

const toSummary = (row: Row): TaskSummary => ({
  id: String(row.id),
  owner: String(row.owner),
  status: row.status as TaskStatus,
  repeatable: row.repeatable === 1,
  createdAt: Number(row.createdAt),
  updatedAt: Number(row.updatedAt),
  expiresAt: Number(row.expiresAt),
  attempt: Number(row.attempt),
  worker: optional(row.worker as string | null),
  leaseUntil: optional(row.leaseUntil as number | null),
  version: Number(row.version),
  message: optional(row.message as string | null),
  outline: String(row.outline),
})

const toRecord = (row: Row): TaskRecord => ({
  ...toSummary(row),
  input: String(row.input),
  progress: String(row.progress),
  end: optional(row.end as string | null),
})

const changeable = ({ owner: _, repeatable: _r, createdAt: _c, ...task }: TaskRecord) => ({
  ...task,
  worker: task.worker ?? null,
  leaseUntil: task.leaseUntil ?? null,
  message: task.message ?? null,
  end: task.end ?? null,
})

/** @param synchronous whether a change is on the disk, rather than with the system, when it is made */
const configure = (database: DatabaseSync, synchronous: 'FULL' | 'NORMAL'): void => {
  database.exec(`PRAGMA auto_vacuum = INCREMENTAL; PRAGMA journal_mode = WAL; PRAGMA synchronous = ${synchronous};
    PRAGMA journal_size_limit = ${LOG_LIMIT_BYTES}; PRAGMA mmap_size = ${MAPPED_BYTES}`)
}

const versionOf = (database: DatabaseSync): number =>
  Number(database.prepare('PRAGMA user_version').get()?.user_version)

const begin = (database: DatabaseSync, file: string): void => {
  if (versionOf(database) === SCHEMA_VERSION) return
  database.exec('BEGIN IMMEDIATE')
  // Looked at again: another process may have begun the file meanwhile.
  const version = versionOf(database)
  if (version !== 0 && version !== SCHEMA_VERSION)
    throw new Error(`${file} was written by another version of Plinth: use that one, or another file`)
  if (version === 0) database.exec(`${SCHEMA} PRAGMA user_version = ${SCHEMA_VERSION};`)
  database.exec('COMMIT')
}

const prepare = (database: DatabaseSync): Statements =>
  Object.fromEntries(
    Object.entries(STATEMENTS).map(([name, sql]) => [name, database.prepare(sql)]),
  ) as Statements

const open = (file: string) => {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  const mask = process.umask(0o077)
  const connections: DatabaseSync[] = []
  let free = () => {}
  const connected = (synchronous: 'FULL' | 'NORMAL') => {
    const database = new DatabaseSync(file, { timeout: BUSY_TIMEOUT_MS })
    connections.push(database)
    configure(database, synchronous)
    return database
  }
  try {
    free = holdFile(file)
    const database = connected('FULL')
    begin(database, file)
    // Progress and leases may be lost with the power: they are told anew. So nobody waits for the disk for them.
    const relaxed = connected('NORMAL')
    return { database, relaxed, statements: prepare(database), quick: prepare(relaxed), free }
  } catch (error) {
    // Else the lock of what was begun is waited for by the next attempt, and everybody by that.
    for (const connection of connections) connection.close()
    free()
    throw error
  } finally {
    process.umask(mask)
  }
}

/**
 * Keeps tasks in one file, for one server at a time: a lock beside it (`tasks.db.lock`) refuses a second one. They survive
 * `kill -9`, and what was told to a client survives a loss of power. A task that runs is not run twice by a restart unless
 * its tool may be.
 *
 * @throws Error when the file cannot be opened, or another server uses it: at the first use, which is the start of a server
 * @example
 * const server = new Plinth({ name: 'reports', tasks: { store: sqliteTasks({ file: 'data/tasks.db' }) } })
 */
export const sqliteTasks = ({ file }: SqliteTasksOptions): TaskStore => {
  const listeners = createListeners()
  let opened: ReturnType<typeof open> | undefined
  let isClosed = false
  const db = () => {
    if (isClosed) throw new Error(`The tasks in ${file} were closed`)
    opened ??= open(file)
    return opened
  }
  const size = (): number => Number(db().quick.size.get()?.n)

  const told = (row: Row | undefined): TaskRecord | undefined => {
    if (!row) return undefined
    const task = toRecord(row)
    listeners.tell(task.id)
    return task
  }

  const insert = (task: TaskRecord, limits: Parameters<TaskStore['add']>[1]) => {
    const { statements } = db()
    if (Number(statements.open.get(task.owner)?.n) >= limits.perOwner) return 'perOwner'
    if (Number(statements.total.get()?.n) >= limits.total) return 'total'
    if (size() >= limits.bytes) return 'bytes'
    const { owner, createdAt } = task
    statements.insert.run({
      ...changeable(task),
      owner,
      createdAt,
      repeatable: task.repeatable ? 1 : 0,
    })
    return undefined
  }

  const listed = ({ owner, status }: TaskQuery): StatementSync => {
    const { list, listOwner, listStatus, listBoth } = db().quick
    if (owner === undefined) return status === undefined ? list : listStatus
    return status === undefined ? listOwner : listBoth
  }

  return {
    async add(task, limits) {
      const { database } = db()
      database.exec('BEGIN IMMEDIATE')
      let refused: ReturnType<typeof insert>
      try {
        refused = insert(task, limits)
        database.exec('COMMIT')
      } catch (error) {
        database.exec('ROLLBACK')
        throw error
      }
      if (!refused) listeners.tell(task.id)
      return refused
    },
    async get(id) {
      const row = db().quick.get.get(id)
      return row && toRecord(row)
    },
    async list(query) {
      const { owner, status, before = NEWEST, limit } = query
      const { createdAt, id } = before
      const rows = listed(query).all({
        createdAt,
        id,
        limit: limit + 1,
        ...(owner === undefined ? {} : { owner }),
        ...(status === undefined ? {} : { status }),
      })
      const tasks = rows.slice(0, limit).map(toSummary)
      return { tasks, next: rows.length > limit ? tasks.at(-1) : undefined }
    },
    replace: async task => told(db().statements.replace.get(changeable(task))),
    async note(id, version, message, now) {
      const { changes } = db().quick.note.run(message, now, id, version)
      if (changes > 0) listeners.tell(id)
    },
    claim: async (worker, leaseUntil, now) => told(db().statements.claim.get(worker, leaseUntil, now)),
    renew: async (worker, leaseUntil) =>
      db()
        .quick.renew.all(leaseUntil, worker)
        .map(({ id }) => String(id)),
    lapsed: async (now, limit) => db().quick.lapsed.all(now, limit).map(toRecord),
    async expire(now, limit) {
      const { quick, relaxed } = db()
      const gone = quick.expire.all(now, limit).map(({ id }) => String(id))
      if (gone.length > 0) relaxed.exec('PRAGMA incremental_vacuum(1000)')
      for (const id of gone) listeners.tell(id)
      return gone
    },
    async tally() {
      const counts = new Map(
        db()
          .quick.tally.all()
          .map(({ state, n }) => [state, Number(n)]),
      )
      const of = (state: string) => counts.get(state) ?? 0
      return {
        queued: of('queued'),
        running: of('running'),
        waiting: of('input_required'),
        completed: of('completed'),
        failed: of('failed'),
        cancelled: of('cancelled'),
      } satisfies TaskTally
    },
    size: async () => size(),
    async open() {
      db()
    },
    watch: listener => listeners.add(listener),
    async close() {
      opened?.relaxed.close()
      opened?.database.close()
      opened?.free()
      opened = undefined
      isClosed = true
    },
  }
}
