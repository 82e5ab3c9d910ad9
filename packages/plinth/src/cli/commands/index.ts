import type { Command } from 'commander'
import type { Io } from '../io.ts'
import { call, prompt, read } from './call.ts'
import { config } from './config.ts'
import { dev } from './dev.ts'
import { doctor } from './doctor.ts'
import { inspect } from './inspect.ts'
import { install } from './install.ts'
import { lint } from './lint.ts'
import { list } from './list.ts'
import { newCommand } from './new.ts'
import { run } from './run.ts'
import { task } from './task.ts'

/** Adds a command to the program. What it needs beyond its options it loads when it is carried out. */
type AddCommand = (program: Command, io: Io) => void

/** In the order in which the help shows them. */
export const commands: readonly AddCommand[] = [
  newCommand,
  run,
  dev,
  list,
  call,
  task,
  read,
  prompt,
  inspect,
  config,
  lint,
  doctor,
  install,
]
