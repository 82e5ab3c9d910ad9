import { Plinth } from '../src/index.ts'
import { memoryTasks } from '../src/tasks/index.ts'
import { changes } from './changes.ts'
import { forms } from './forms.ts'
import { prompts } from './prompts.ts'
import { questions } from './questions.ts'
import { resources } from './resources.ts'
import { tasks } from './tasks.ts'
import { tools } from './tools.ts'

/** A server with everything that the scenarios of the official conformance suite call for, by their names. */
export const everything = new Plinth({
  name: 'plinth-conformance',
  version: '1.0.0',
  tasks: { store: memoryTasks() },
  description: 'What the official conformance suite is run against',
})

for (const module of [tools, resources, prompts, questions, forms, changes, tasks]) everything.mount(module)
