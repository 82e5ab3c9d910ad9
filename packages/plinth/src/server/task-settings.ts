import { existsSync } from 'node:fs'
import { type Config, ConfigError } from '../config/index.ts'
import type { Logger } from '../logger.ts'
import { outage } from '../operate/outage.ts'
import { memoryTasks } from '../tasks/memory.ts'
import type { TaskStore } from '../tasks/store.ts'
import type { GivenTasks } from './adjusted.ts'
import { isPassing } from './passing.ts'

const ms = (seconds: number): number => Math.round(seconds * 1_000)

/** Databases are loaded by those who need them. A file that cannot be used will not be later either. */
const fileStore = async (file: string, log: Logger): Promise<TaskStore> => {
  const [{ sqliteTasks }, { HeldFileError }] = await Promise.all([
    import('../tasks/sqlite.ts'),
    import('../tasks/file-lock.ts'),
  ])
  const store = sqliteTasks({ file })
  const isNew = !existsSync(file)
  try {
    await store.open?.()
    if (isNew)
      log.info('tasks.file_begun', { message: `${file} was not there: it begins without tasks`, file })
    return store
  } catch (error) {
    await store.close()
    const reason = error instanceof Error ? error.message : String(error)
    const message =
      error instanceof HeldFileError
        ? `MCP_TASKS_FILE must name a file that no other server uses. ${reason} (MCP_TASKS_REDIS_URL)`
        : `MCP_TASKS_FILE must name a file that this user can write, or none: ${file} cannot be used (${reason})`
    throw new ConfigError([{ name: 'MCP_TASKS_FILE', message }], { cause: error })
  }
}

const storeOf = async ({ file, redisUrl: url, redisPrefix: prefix }: Config['tasks'], log: Logger) => {
  if (file !== undefined) return fileStore(file, log)
  if (url === undefined) return undefined
  const { redisTasks } = await import('../tasks/redis.ts')
  const meanwhile = 'there are no tasks meanwhile'
  const { failed, worked } = outage(log, 'tasks.redis', 'The Redis that keeps tasks', meanwhile)
  return redisTasks({ url, prefix, onError: failed, onConnect: worked })
}

/** A server that ends with a command touches no task but its own, wherever those of others are kept. */
const passingStores = ({ file, redisUrl }: Config['tasks'], own: TaskStore | undefined, log: Logger) => {
  if ((own ?? file ?? redisUrl) === undefined) return {}
  const message = 'This server was started for one command: its tasks are kept in memory, and end with it'
  log.info('tasks.passing', { message })
  return own ? { storeInstead: memoryTasks() } : { store: memoryTasks() }
}

const storesOf = async (tasks: Config['tasks'], own: TaskStore | undefined, log: Logger) => {
  if (!own) {
    const store = await storeOf(tasks, log)
    return store ? { store } : {}
  }
  await own.open?.()
  return {}
}

/**
 * What the configuration says of tasks.
 *
 * @param own where the server's code says that tasks are kept, which goes before
 * @param passing whether the server ends with a command
 */
export const tasksOf = async (
  { tasks }: Config,
  own: TaskStore | undefined,
  log: Logger,
  passing = isPassing(),
): Promise<GivenTasks> => {
  const stores = passing ? passingStores(tasks, own, log) : await storesOf(tasks, own, log)
  if (own && (tasks.file ?? tasks.redisUrl) !== undefined) {
    const message =
      "The server's code says where tasks are kept: MCP_TASKS_FILE and MCP_TASKS_REDIS_URL do nothing"
    log.warning('config_warning', { message })
  }
  return {
    ...stores,
    ...(tasks.keys.length > 0 ? { keys: tasks.keys } : {}),
    concurrency: tasks.concurrency,
    fromMs: ms(tasks.fromSec),
    ttlMs: ms(tasks.ttlSec),
    keepMs: ms(tasks.keepSec),
    timeoutMs: ms(tasks.timeoutSec),
    pollIntervalMs: ms(tasks.pollIntervalSec),
    leaseMs: ms(tasks.leaseSec),
    maxAttempts: tasks.maxAttempts,
    maxPerPrincipal: tasks.maxPerPrincipal,
    maxTasks: tasks.max,
    maxBytes: tasks.maxBytes,
    maxResultBytes: tasks.maxResultBytes,
  }
}
