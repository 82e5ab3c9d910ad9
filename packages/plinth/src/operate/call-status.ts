import type { Ending } from '../dispatch/observe.ts'
import type { EventFacts } from '../events.ts'

/** What came of a request, as events and metrics name it. */
export type CallStatus = EventFacts['tool.end']['status']

export const callStatus = ({ outcome, code }: Ending): CallStatus => {
  switch (outcome) {
    case 'ok':
      return 'success'
    case 'failed':
      return code === 'TIMEOUT' ? 'timeout' : 'error'
    default:
      return outcome
  }
}
