import { CliError, EXIT } from '../exit-codes.ts'
import type { Io } from '../io.ts'
import { loadPrompts } from '../prompts.ts'
import { type NewFlags, toolNames } from './flags.ts'
import { nameProblem, toolsProblem } from './project.ts'

/** What somebody answered, or had said in flags already. */
export interface Answers {
  readonly name: string
  readonly transport: 'stdio' | 'http'
  readonly tools: readonly string[]
  readonly tests: boolean
  readonly docker: boolean
  readonly install: boolean
}

/** Asks on the terminal for what flags do not say. */
export const ask = async (name: string | undefined, flags: NewFlags, io: Io): Promise<Answers> => {
  // Whoever calls has made sure that both are terminals.
  const { prompts, streams: common } = await loadPrompts(io.stdin, io.stderr)
  const answer = <T>(given: T): Exclude<T, symbol> => {
    if (typeof given === 'symbol') throw new CliError('Nothing was written', { exitCode: EXIT.interrupted })
    return given as Exclude<T, symbol>
  }
  const ifUnsaid = async <T>(said: Exclude<T, symbol> | undefined, question: () => Promise<T>) =>
    said ?? answer(await question())

  prompts.intro('A new MCP server', common)
  const named = await ifUnsaid(name, () =>
    prompts.text({
      ...common,
      message: 'What is it called?',
      placeholder: 'my-server',
      validate: text => nameProblem(text?.trim() ?? ''),
    }),
  )
  const transport = await ifUnsaid(flags.transport, () =>
    prompts.select<'stdio' | 'http'>({
      ...common,
      message: 'How do clients reach it?',
      options: [
        { value: 'stdio', label: 'stdio', hint: 'a client on this machine starts it' },
        { value: 'http', label: 'HTTP', hint: 'it runs by itself, for many clients' },
      ],
    }),
  )
  const tools = await ifUnsaid(flags.tools, () =>
    prompts.text({
      ...common,
      message: 'Which tools does it have?',
      placeholder: 'find_orders, cancel_order',
      defaultValue: 'change_text',
      validate: text => (text?.trim() ? toolsProblem(toolNames(text)) : undefined),
    }),
  )
  const confirm = (message: string) => prompts.confirm({ ...common, message })
  const tests = await ifUnsaid(flags.tests, () => confirm('A test for each tool?'))
  const docker = await ifUnsaid(flags.docker, () => confirm('A Dockerfile?'))
  const install = await ifUnsaid(flags.install, () => confirm('Run npm install now?'))
  return { name: named.trim(), transport, tools: toolNames(tools), tests, docker, install }
}
