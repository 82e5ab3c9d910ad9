import { memoryTasks } from './memory.ts'
import { describeTaskStore } from './store-contract.fixtures.ts'

describeTaskStore('memoryTasks', memoryTasks)
