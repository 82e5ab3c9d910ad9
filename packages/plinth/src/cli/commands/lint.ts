import { type Command, Option } from 'commander'
import { withClientOptions, withTarget } from '../client-options.ts'
import type { Io } from '../io.ts'
import type { LintFlags } from '../lint/lint-target.ts'

const listed = (text: string, before: readonly string[] = []): readonly string[] => [
  ...before,
  ...text.split(',').map(name => name.trim()),
]

const EXAMPLES = `
Examples:
  plinth lint
  plinth lint src/server.ts --fail-on warning --off undescribed-parameters
  plinth lint http://127.0.0.1:8080/mcp --json

A comment switches rules off: // plinth-lint-disable-next-line sync-io -- read once, at the start
All rules: docs/lint-rules.md`

export const lint = (program: Command, io: Io): void => {
  const command = program
    .command('lint')
    .summary('look for what makes a server hard to use or to run')
    .description(
      'Looks at what a server serves, and at the source of a file or a folder, and says what to mend.',
    )
  withClientOptions(withTarget(command))
    .addOption(
      new Option('--fail-on <severity>', 'the least severe finding that gives exit code 1')
        .choices(['error', 'warning', 'hint', 'never'])
        .default('error'),
    )
    .option('--off <rules>', 'rules to leave out, with commas between them; may be repeated', listed)
    .option('--no-start', 'look at the source alone, without starting the server')
    .option('--json', 'print JSON')
    .addHelpText('after', EXAMPLES)
    .action(async (target: string | undefined, flags: LintFlags) => {
      const { lintTarget } = await import('../lint/lint-target.ts')
      await lintTarget(target, flags, io)
    })
}
