import { randomUUID } from 'node:crypto'
import type { Token } from '../tokens.ts'
import type { Engine, Result } from './engine.ts'

export type LakeQuery = {
  id: string
  sql: string
  database: string
  issuedBy: Token
  startedAt: number
  status: 'running' | 'succeeded' | 'failed' | 'cancelled'
  message: string
  completedAt?: number
  result?: Result
}

type Entry = LakeQuery & { endsAt: number }

const waitOf = (sql: string) => {
  const [, amount] = /system\$wait\s*\(\s*(\d+(?:\.\d+)?)/i.exec(sql) ?? []
  return amount === undefined ? 0 : Number(amount) * 1000
}

/** Queries that run for a while; whether one is done is seen when it is looked at. */
export const createLakeQueries = (open: () => Engine, now: () => number, durationMs: number) => {
  const entries: Entry[] = []
  let engine: Engine | undefined
  const started = () => {
    engine ??= open()
    return engine
  }

  const settle = (entry: Entry): LakeQuery => {
    if (entry.status !== 'running' || now() < entry.endsAt) return entry
    entry.completedAt = entry.endsAt
    try {
      entry.result = started().run(entry.sql, entry.database)
      entry.status = 'succeeded'
      entry.message = 'Query executed successfully'
    } catch (error) {
      entry.status = 'failed'
      entry.message = error instanceof Error ? error.message : `${error}`
    }
    return entry
  }

  return {
    tables: () => started().tables,
    execute(sql: string, database: string, issuedBy: Token) {
      const startedAt = now()
      const endsAt = startedAt + durationMs + waitOf(sql)
      const entry: Entry = {
        id: randomUUID(),
        sql,
        database,
        issuedBy,
        startedAt,
        endsAt,
        status: 'running',
        message: '',
      }
      entries.unshift(entry)
      return entry.id
    },
    find: (id: string) => {
      const entry = entries.find(known => known.id === id)
      return entry && settle(entry)
    },
    /** The latest first. */
    all: () => entries.map(settle),
    /** False if it does not run any more. */
    cancel(id: string) {
      const entry = entries.find(known => known.id === id)
      if (entry === undefined || settle(entry).status !== 'running') return false
      entry.status = 'cancelled'
      entry.message = 'Query was cancelled'
      entry.completedAt = now()
      return true
    },
    close: () => engine?.close(),
  }
}

export type LakeQueries = ReturnType<typeof createLakeQueries>
