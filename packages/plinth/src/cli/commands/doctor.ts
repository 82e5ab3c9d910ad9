import type { Command } from 'commander'
import type { DoctorFlags } from '../doctor/doctor-target.ts'
import type { Io } from '../io.ts'

const EXAMPLES = `
Examples:
  plinth doctor
  plinth doctor src/server.ts --json`

export const doctor = (program: Command, io: Io): void => {
  program
    .command('doctor')
    .summary('find what keeps a server from running here')
    .description(
      'Looks at Node, packages, programs, the configuration, the port and the clients on this machine.',
    )
    .argument('[target]', 'a file, a folder or a package whose programs to look for (default: this folder)')
    .option('--json', 'print JSON')
    .addHelpText('after', EXAMPLES)
    .action(async (target: string | undefined, flags: DoctorFlags) => {
      const { doctorTarget } = await import('../doctor/doctor-target.ts')
      await doctorTarget(target, flags, io)
    })
}
