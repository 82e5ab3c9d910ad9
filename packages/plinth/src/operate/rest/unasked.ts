import type { TaskView } from '../../define/task-view.ts'
import { errorBody } from './error-body.ts'

/** The keys of answers to what a task does not ask; none where it asks nothing at the moment. */
export const unasked = (view: TaskView | undefined, responses: object): readonly string[] => {
  const requests = view?.requests
  return requests ? Object.keys(responses).filter(key => !Object.hasOwn(requests, key)) : []
}

/** Says that answers fit no question, and what the questions are. */
export const fitsNoQuestion = ({ requests = {} }: TaskView, wrong: readonly string[]) => {
  const keys = Object.keys(requests)
  return errorBody(
    'VALIDATION_ERROR',
    `The task asks nothing by the key ${wrong.map(key => JSON.stringify(key)).join(', ')}`,
    keys.length > 0
      ? `Its questions have the keys ${keys.map(key => JSON.stringify(key)).join(', ')}`
      : 'It asks nothing any more: see GET /tasks/{id}',
  )
}
