import { Plinth } from 'plinth'
import { commandTool } from 'plinth/command'
import { z } from 'zod'

export const commands = new Plinth({ name: 'commands' })

commands.add(commandTool({ name: 'trace', command: 'traceroute' }))

export const traceroute = commandTool({
  name: 'traceroute',
  command: 'traceroute',
  description: 'Follows the path to one machine, hop by hop',
  input: z.object({
    target: z.string(),
    max_hops: z.int().min(1).max(64).default(30),
    extra_args: z.string().optional(),
    timeout_sec: z.number().min(1).optional(),
  }),
  output: z.object({ hops: z.array(z.string()) }),
  flags: { '-n': {}, '-q': { value: 'int', min: 1, max: 10 } },
  args: ({ max_hops }, { free, target }) => ['-m', `${max_hops}`, ...free.tokens, target?.value ?? ''],
  parse: ({ stdout }) => ({ hops: stdout.trim().split('\n').slice(1) }),
  timeoutSec: 60,
  installHint: 'apt-get install traceroute',
})
commands.add(traceroute)
