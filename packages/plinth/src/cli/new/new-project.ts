import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { basename, relative, resolve } from 'node:path'
import { CliError, EXIT } from '../exit-codes.ts'
import type { Io } from '../io.ts'
import { type Answers, ask } from './ask.ts'
import { type NewFlags, toolNames, USUAL_TOOL } from './flags.ts'
import { plinthSpec } from './plinth-spec.ts'
import { nameProblem, type ProjectFile, toolsProblem } from './project.ts'
import { filesOf } from './templates.ts'
import { vendored } from './vendored.ts'
import { writeProject } from './write-project.ts'

const usage = (message: string | undefined): void => {
  if (message !== undefined) throw new CliError(message, { exitCode: EXIT.usage })
}

const byDefault = (name: string, flags: NewFlags): Answers => ({
  name,
  transport: flags.transport ?? 'stdio',
  tools: toolNames(flags.tools ?? USUAL_TOOL),
  tests: flags.tests ?? true,
  docker: flags.docker ?? false,
  install: flags.install ?? false,
})

const answersTo = async (name: string | undefined, flags: NewFlags, io: Io): Promise<Answers> => {
  const canAsk = io.stdin.isTTY === true && io.stderr.isTTY === true && flags.yes !== true
  if (canAsk) return ask(name, flags, io)
  if (name === undefined)
    throw new CliError('Give the new server a name: plinth new my-server', { exitCode: EXIT.usage })
  return byDefault(name, flags)
}

const npmInstall = async (folder: string, io: Io): Promise<void> => {
  const windows = process.platform === 'win32'
  const child = spawn(windows ? 'npm.cmd' : 'npm', ['install', '--no-audit', '--no-fund'], {
    cwd: folder,
    env: { ...io.env },
    shell: windows,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  child.stdout.pipe(io.stderr, { end: false })
  child.stderr.pipe(io.stderr, { end: false })
  const [code] = await once(child, 'close')
  if (code !== 0)
    throw new CliError(
      `npm install ended with code ${code}; the project is written. Try it again in ${folder}`,
    )
}

const nextSteps = (shown: string, { install, tests, transport, tools }: Answers): string => {
  const steps = [
    ...(shown === '' ? [] : [`cd ${shown}`]),
    ...(install ? [] : ['npm install']),
    ...(tests ? ['npm test'] : []),
    `npx plinth call ${tools[0]} text=hello`,
    transport === 'http' ? 'npm start' : 'npx plinth install --client claude-code --dry-run',
  ]
  return `\nNext:\n${steps.map(step => `  ${step}`).join('\n')}\n`
}

const filesToWrite = (answers: Answers, name: string, spec: string, { cwd }: Io): readonly ProjectFile[] => {
  if (!answers.docker) return filesOf({ ...answers, name, plinth: spec })
  const { plinth, files } = vendored(spec, cwd)
  return [...filesOf({ ...answers, name, plinth }), ...files]
}

/**
 * Writes a new project into a folder of its name, after asking for what was not said where there is somebody to ask.
 *
 * @param path of the folder; its last part is the name
 * @throws CliError when a name cannot be used, or the folder is not empty
 */
export const newProject = async (path: string | undefined, flags: NewFlags, io: Io): Promise<void> => {
  // What is wrong with what was said is told before anything is asked.
  if (path !== undefined) usage(nameProblem(basename(resolve(io.cwd, path))))
  if (flags.tools !== undefined) usage(toolsProblem(toolNames(flags.tools)))
  const answers = await answersTo(path, flags, io)
  const folder = resolve(io.cwd, answers.name)
  const name = basename(folder)
  usage(nameProblem(name))
  usage(toolsProblem(answers.tools))
  const files = filesToWrite(answers, name, flags.plinth ?? plinthSpec(), io)
  await writeProject(folder, files)
  const shown = relative(io.cwd, folder)
  io.stdout.write(`Wrote ${name}${shown === '' ? '' : ` into ${shown}`}:\n`)
  for (const file of files) io.stdout.write(`  ${file.path}\n`)
  if (answers.install) await npmInstall(folder, io)
  io.stdout.write(nextSteps(shown, answers))
}
