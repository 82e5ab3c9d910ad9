import { programFinder } from '../../command/program.ts'
import type { Project } from '../lint/source/project.ts'
import { calledName, keyName, stringOf } from '../lint/source/syntax.ts'
import { nodesOf } from '../lint/source/walk.ts'
import { type Diagnosis, inArea } from './diagnosis.ts'

/** A program that a tool runs, as its declaration says. */
export interface NeededProgram {
  readonly command: string
  readonly tool: string
  readonly installHint: string | undefined
}

/** The programs of the command tools that a project declares. */
export const programsIn = ({ files }: Project): readonly NeededProgram[] =>
  [...files.values()].flatMap(({ program }) =>
    nodesOf(program, 'CallExpression').flatMap(({ node }) => {
      const [options] = node.arguments
      if (calledName(node.callee) !== 'commandTool' || options?.type !== 'ObjectExpression') return []
      const field = (name: string) =>
        options.properties.flatMap(each =>
          each.type === 'Property' && keyName(each.key) === name ? [stringOf(each.value)] : [],
        )[0]
      const command = field('command')
      if (command === undefined) return []
      return [{ command, tool: field('name') ?? command, installHint: field('installHint') }]
    }),
  )

const { ok, note, warning } = inArea('programs')

const PACKAGES: Readonly<Record<string, string>> = {
  bwrap: 'bubblewrap',
  prlimit: 'util-linux',
  ping: 'iputils-ping',
}

const howToInstall = (command: string) =>
  `Install it: apt-get install ${PACKAGES[command] ?? command}, or the like`

/**
 * The programs that command tools run, and those that confine them.
 *
 * @param path the search path
 */
export const checkPrograms = async (
  project: Project | undefined,
  path: string | undefined,
): Promise<readonly Diagnosis[]> => {
  const found: Diagnosis[] = []
  const finder = programFinder(path === undefined ? {} : { path })
  for (const { command, tool, installHint } of project ? programsIn(project) : []) {
    const file = await finder.find(command)
    if (file) found.push(ok(`${command}, for ${tool}: ${file}`))
    else
      found.push(
        warning(`${command} is not installed, which ${tool} runs`, installHint ?? howToInstall(command)),
      )
  }
  for (const [command, brings] of [
    ['prlimit', 'limits on memory and processor time of command tools'],
    ['bwrap', 'a sandbox around command tools, and pythonExecutor of plinth/safe'],
  ] as const) {
    const file = await finder.find(command)
    found.push(
      file
        ? ok(`${command}: ${brings}`)
        : note(`${command} is not installed: ${brings}`, howToInstall(command)),
    )
  }
  return found
}
