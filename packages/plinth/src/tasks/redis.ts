import type { Redis } from 'ioredis'
import type { TaskStatus } from '../define/task.ts'
import { createListeners } from './listeners.ts'
import { SCRIPT } from './redis-script.ts'
import type { TaskLimits, TaskPlace, TaskRecord, TaskStore, TaskSummary } from './store.ts'

/** Which Redis `redisTasks` uses, and under which names. */
export interface RedisTasksOptions {
  /** Of a Redis or Valkey: `redis://user:password@host:6379/0`, or `rediss:` for TLS. */
  readonly url: string
  /** What every key begins with; in braces, so that a cluster keeps them together. Default `{plinth-tasks}:`. */
  readonly prefix?: string
  /** Hears of connections that fail; they are made anew. Default: nobody does. */
  readonly onError?: (error: unknown) => void
  /** Hears of connections that were made, or made anew. Default: nobody does. */
  readonly onConnect?: () => void
}

type Fields = Readonly<Record<string, string>>

const MAX_RETRIES = 3

const optionalNumber = (text: string | undefined): number | undefined =>
  text === undefined ? undefined : Number(text)

const toSummary = (fields: Fields): TaskSummary => ({
  id: fields.id ?? '',
  owner: fields.owner ?? '',
  status: fields.status as TaskStatus,
  repeatable: fields.repeatable === 'true',
  createdAt: Number(fields.createdAt),
  updatedAt: Number(fields.updatedAt),
  expiresAt: Number(fields.expiresAt),
  attempt: Number(fields.attempt),
  worker: fields.worker,
  leaseUntil: optionalNumber(fields.leaseUntil),
  version: Number(fields.version),
  message: fields.message,
  outline: fields.outline ?? '',
})

const toRecord = (fields: Fields): TaskRecord => ({
  ...toSummary(fields),
  input: fields.input ?? '',
  progress: fields.progress ?? '',
  end: fields.end,
})

const fieldsOf = (flat: readonly string[]): Fields => {
  const fields: Record<string, string> = {}
  for (let at = 0; at + 1 < flat.length; at += 2) fields[flat[at] ?? ''] = flat[at + 1] ?? ''
  return fields
}

/** What lists have, in the order in which it is asked for. */
const SUMMARY = [
  'id',
  'owner',
  'status',
  'repeatable',
  'createdAt',
  'updatedAt',
  'expiresAt',
  'attempt',
  'worker',
  'leaseUntil',
  'version',
  'message',
  'outline',
] as const satisfies readonly (keyof TaskSummary)[]

const summaryIn = (values: readonly (string | null)[]): TaskSummary =>
  toSummary(
    Object.fromEntries(
      SUMMARY.flatMap((name, at) => {
        const value = values[at]
        return value == null ? [] : [[name, value]]
      }),
    ),
  )

const MOMENT_LENGTH = 16

/** As the script knows where a task stands. */
const toMember = ({ createdAt, id }: TaskPlace): string =>
  `${String(createdAt).padStart(MOMENT_LENGTH, '0')}:${id}`

const placeIn = (member: string): TaskPlace => ({
  createdAt: Number(member.slice(0, MOMENT_LENGTH)),
  id: member.slice(MOMENT_LENGTH + 1),
})

const flatten = (task: TaskRecord): readonly string[] =>
  Object.entries(task).flatMap(([name, value]) => (value === undefined ? [] : [name, String(value)]))

const load = async (): Promise<typeof Redis> => {
  try {
    return (await import('ioredis')).Redis
  } catch (cause) {
    throw new Error('redisTasks() needs the package ioredis, which is not installed: npm install ioredis', {
      cause,
    })
  }
}

/**
 * Keeps tasks in Redis or Valkey, for servers of several processes: each answers for the tasks that any of them runs.
 * What survives the machine is what the database is set up to keep: use an append-only file.
 *
 * @throws Error when `ioredis` is not installed, at the first use: it is an optional peer
 * @example
 * const server = new Plinth({ name: 'reports', tasks: { store: redisTasks({ url: 'redis://127.0.0.1:6379' }) } })
 */
export const redisTasks = (options: RedisTasksOptions): TaskStore => {
  const { url, prefix = '{plinth-tasks}:', onError, onConnect } = options
  const listeners = createListeners()
  let opening: ReturnType<typeof open> | undefined
  let isClosed = false

  const open = async () => {
    const Client = await load()
    const client = new Client(url, { maxRetriesPerRequest: MAX_RETRIES })
    const subscriber = client.duplicate({ maxRetriesPerRequest: null })
    for (const one of [client, subscriber]) one.on('error', error => onError?.(error))
    client.on('ready', () => onConnect?.())
    subscriber.on('message', (_, id) => listeners.tell(id))
    // Whoever comes back from a broken connection hears again by itself.
    subscriber.subscribe(`${prefix}changed`).catch(error => onError?.(error))
    return { client, subscriber, digest: String(await client.script('LOAD', SCRIPT)) }
  }

  const connected = (): ReturnType<typeof open> => {
    if (isClosed) return Promise.reject(new Error('The connection to the tasks in Redis was closed'))
    opening ??= open()
    return opening
  }

  const run = async (...args: readonly (string | number)[]): Promise<unknown> => {
    const { client, digest } = await connected()
    try {
      return await client.evalsha(digest, 1, prefix, ...args)
    } catch (error) {
      if (!String(error).includes('NOSCRIPT')) throw error
      return client.eval(SCRIPT, 1, prefix, ...args)
    }
  }

  const runForTask = async (...args: readonly (string | number)[]): Promise<TaskRecord | undefined> => {
    const flat = (await run(...args)) as readonly string[] | null
    return flat ? toRecord(fieldsOf(flat)) : undefined
  }

  const counts = async () => (await run('tally')) as readonly number[]

  return {
    async add(task, { perOwner, total, bytes }) {
      const refused = (await run('add', perOwner, total, bytes, ...flatten(task))) as keyof TaskLimits | null
      return refused ?? undefined
    },
    async get(id) {
      const { client } = await connected()
      const fields = await client.hgetall(`${prefix}task:${id}`)
      return fields.id === undefined ? undefined : toRecord(fields)
    },
    async list({ owner = '', status = '', before, limit }) {
      const found = await run('list', owner, status, before ? toMember(before) : '', limit, ...SUMMARY)
      const [next, ...rows] = found as readonly [string, ...(readonly (string | null)[])[]]
      // One that expired a moment ago has left nothing.
      const tasks = rows.filter(([id]) => id != null).map(summaryIn)
      return { tasks, next: next === '' ? undefined : placeIn(next) }
    },
    replace: task => runForTask('replace', ...flatten(task)),
    async note(id, version, message, now) {
      await run('note', id, version, message, now)
    },
    claim: (worker, leaseUntil, now) => runForTask('claim', worker, leaseUntil, now),
    renew: async (worker, leaseUntil) => (await run('renew', worker, leaseUntil)) as readonly string[],
    async lapsed(now, limit) {
      const found = (await run('lapsed', now, limit)) as readonly (readonly string[])[]
      return found.filter(flat => flat.length > 0).map(flat => toRecord(fieldsOf(flat)))
    },
    expire: async (now, limit) => (await run('expire', now, limit)) as readonly string[],
    async tally() {
      const [queued = 0, running = 0, waiting = 0, completed = 0, failed = 0, cancelled = 0] = await counts()
      return { queued, running, waiting, completed, failed, cancelled }
    },
    size: async () => (await counts())[6] ?? 0,
    watch(listener) {
      connected().catch(error => onError?.(error))
      return listeners.add(listener)
    },
    async close() {
      const opened = await opening?.catch(() => undefined)
      opened?.subscriber.disconnect()
      opened?.client.disconnect()
      isClosed = true
    },
  }
}
