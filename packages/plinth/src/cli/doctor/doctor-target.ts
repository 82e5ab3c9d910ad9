import process from 'node:process'
import type { Config } from '../../config/index.ts'
import { CliError, EXIT } from '../exit-codes.ts'
import { machineOf } from '../install/installed.ts'
import type { Io } from '../io.ts'
import { type Project, readProject } from '../lint/source/project.ts'
import { type Styles, stylesFor } from '../style.ts'
import { resolveTargetIfAny, type Target } from '../target.ts'
import { checkClients } from './check-clients.ts'
import { checkConfiguration } from './check-configuration.ts'
import { checkNode, checkProject } from './check-node.ts'
import { checkPackages } from './check-packages.ts'
import { checkPort } from './check-port.ts'
import { checkPrograms } from './check-programs.ts'
import { checkProtection } from './check-protection.ts'
import { checkTasks } from './check-tasks.ts'
import type { Diagnosis, Status } from './diagnosis.ts'

export interface DoctorFlags {
  readonly json?: boolean
}

/** What is wrong with the package.json of this folder is told apart. */
const targetOf = (text: string | undefined, io: Io): Target | undefined => {
  try {
    return resolveTargetIfAny(text, io)
  } catch (error) {
    if (text === undefined && error instanceof CliError) return undefined
    throw error
  }
}

/** What concerns a server whose source and configuration are known. */
const diagnoseServer = (config: Config, project: Project | undefined, cwd: string): readonly Diagnosis[] =>
  project ? [...checkProtection(config, project), ...checkTasks(config, project, cwd)] : []

/** Looks at everything that a server needs. */
const diagnose = async (text: string | undefined, io: Io): Promise<readonly Diagnosis[]> => {
  const { env, cwd } = io
  const target = targetOf(text, io)
  const project = target?.kind === 'module' ? await readProject([target.file]) : undefined
  const { found, config } = await checkConfiguration(target, io)
  return [
    ...checkNode(process.version, cwd),
    ...checkProject(cwd),
    ...checkPackages(cwd),
    ...(await checkPrograms(project, env.PATH)),
    ...found,
    ...(config ? diagnoseServer(config, project, cwd) : []),
    ...(config ? [await checkPort(config)] : []),
    ...checkClients(machineOf(io)),
  ]
}

const MARKS = { ok: 'ok', note: '-', warning: '!', problem: 'X' } as const satisfies Record<Status, string>
const COLOURS = { ok: 'green', note: 'dim', warning: 'yellow', problem: 'red' } as const satisfies Record<
  Status,
  keyof Styles
>

const reportOf = (diagnoses: readonly Diagnosis[], styles: Styles): string =>
  [...Map.groupBy(diagnoses, ({ area }) => area)]
    .map(([area, found]) => {
      const lines = found.map(({ status, message, mend }) => {
        const mark = styles[COLOURS[status]](MARKS[status].padEnd(2))
        return `  ${mark} ${message}\n${mend === undefined ? '' : `       ${styles.dim(mend)}\n`}`
      })
      return `${styles.bold(area)}\n${lines.join('')}`
    })
    .join('\n')

const count = (diagnoses: readonly Diagnosis[], status: Status): number =>
  diagnoses.filter(each => each.status === status).length

/** Tells what keeps a server from running here, and what to do about it. */
export const doctorTarget = async (
  text: string | undefined,
  { json }: DoctorFlags,
  io: Io,
): Promise<void> => {
  const diagnoses = await diagnose(text, io)
  const [problems, warnings] = [count(diagnoses, 'problem'), count(diagnoses, 'warning')]
  if (json) io.stdout.write(`${JSON.stringify({ problems, warnings, diagnoses }, null, 2)}\n`)
  else {
    io.stdout.write(reportOf(diagnoses, stylesFor(io.stdout, io.env)))
    io.stdout.write(`\nproblems: ${problems}, warnings: ${warnings}\n`)
  }
  if (problems > 0) io.setExitCode(EXIT.failed)
}
