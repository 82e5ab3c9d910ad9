import { accessSync, constants, existsSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import type { AnyNode } from 'acorn'
import type { Config } from '../../config/index.ts'
import type { Project } from '../lint/source/project.ts'
import { calledName, keyName, stringOf } from '../lint/source/syntax.ts'
import { nodesOf } from '../lint/source/walk.ts'
import { type Diagnosis, inArea } from './diagnosis.ts'
import { installedVersion } from './manifest.ts'

const { ok, note, warning, problem } = inArea('tasks')

const MEND = 'Set MCP_TASKS_FILE or MCP_TASKS_REDIS_URL, or give the server tasks in its code'
const STORES: readonly (string | undefined)[] = ['sqliteTasks', 'redisTasks', 'memoryTasks']

const fieldOf = (node: AnyNode | undefined, name: string): AnyNode | undefined => {
  if (node?.type !== 'ObjectExpression') return undefined
  const found = node.properties.find(each => each.type === 'Property' && keyName(each.key) === name)
  return found?.type === 'Property' ? found.value : undefined
}

/** What tools say of tasks, by what they want. */
const wishesIn = ({ files }: Project): ReadonlyMap<string | undefined, readonly string[]> => {
  const wishes = [...files.values()].flatMap(({ program }) =>
    nodesOf(program, 'CallExpression').flatMap(({ node }) => {
      const called = calledName(node.callee)
      const [first, second] = node.arguments
      const isCommand = called === 'commandTool'
      if (!isCommand && called !== 'tool') return []
      const options = isCommand ? first : second
      const task = fieldOf(options, 'task')
      const wanted = stringOf(fieldOf(task, 'support') ?? task)
      const name = stringOf(isCommand ? (fieldOf(options, 'name') ?? fieldOf(options, 'command')) : first)
      return name === undefined ? [] : [{ name, wanted }]
    }),
  )
  return new Map(
    [...Map.groupBy(wishes, ({ wanted }) => wanted)].map(([wanted, tools]) => [
      wanted,
      tools.map(({ name }) => name),
    ]),
  )
}

/** What the code says of where tasks are kept. */
const inCode = ({ files }: Project): 'store' | 'memory' | 'nothing' => {
  const programs = [...files.values()].map(({ program }) => program)
  const isStore = programs.some(program =>
    nodesOf(program, 'CallExpression').some(({ node }) => STORES.includes(calledName(node.callee))),
  )
  if (isStore) return 'store'
  const hasTasks = programs.some(program =>
    nodesOf(program, 'NewExpression').some(
      ({ node }) => calledName(node.callee) === 'Plinth' && fieldOf(node.arguments[0], 'tasks'),
    ),
  )
  return hasTasks ? 'memory' : 'nothing'
}

/** The nearest folder that is there: those below it are made at the start. */
const nearestFolder = (path: string): string => {
  const folder = dirname(path)
  if (!existsSync(folder) && folder !== path) return nearestFolder(folder)
  if (statSync(folder).isDirectory()) return folder
  throw new Error(`${folder} is a file`)
}

const checkFile = (file: string, cwd: string): Diagnosis => {
  const path = resolve(cwd, file)
  const isThere = existsSync(path)
  const mend = 'Set MCP_TASKS_FILE to a file in a folder that the user of the server can write'
  try {
    if (isThere && statSync(path).isDirectory()) return problem(`${path} is a folder`, mend)
    for (const each of isThere ? [path, dirname(path)] : [nearestFolder(path)])
      accessSync(each, constants.W_OK | constants.R_OK)
  } catch (error) {
    return problem(`Tasks cannot be kept in ${path}: ${(error as Error).message}`, mend)
  }
  return isThere
    ? ok(`Tasks are kept in ${path}`)
    : note(`Tasks will be kept in ${path}, which is not there yet: it begins without any`)
}

const checkRedis = (cwd: string): Diagnosis =>
  installedVersion('ioredis', cwd) === undefined
    ? problem('Tasks are to be kept in Redis, and ioredis is not installed', 'npm install ioredis')
    : ok('Tasks are kept in Redis (which was not asked)')

/** Whether tools that want tasks can have them, and whether tasks can be kept where the configuration says. */
export function* checkTasks({ tasks }: Config, project: Project, cwd: string): Generator<Diagnosis> {
  const code = inCode(project)
  if (code === 'store') return yield ok('The code says where tasks are kept')
  if (tasks.file !== undefined) return yield checkFile(tasks.file, cwd)
  if (tasks.redisUrl !== undefined) return yield checkRedis(cwd)
  if (code === 'memory')
    return yield note(
      'Tasks are kept in memory, and end with the server',
      'Set MCP_TASKS_FILE or MCP_TASKS_REDIS_URL where they should outlive it',
    )
  const wishes = wishesIn(project)
  const [required, optional] = ['required', 'optional'].map(each => wishes.get(each)?.join(', '))
  if (required)
    yield warning(`Every call of ${required} is refused: the server has nowhere to keep tasks`, MEND)
  if (optional)
    yield note(`Calls of ${optional} could be tasks, and the server has nowhere to keep them`, MEND)
}
