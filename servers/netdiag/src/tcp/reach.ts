import { ToolError } from 'plinth'
import {
  type Dial,
  DialError,
  type Dialled,
  type DialOptions,
  type Refusal,
  dial as systemDial,
} from './dial.ts'

const MESSAGES: Readonly<Record<Refusal, readonly [what: string, suggestion: string]>> = {
  closed: ['refused the connection', 'Nothing listens there: check the port, and that the service runs'],
  filtered: [
    'did not answer in time',
    'A firewall may drop the packets, or the host is down: compare with ping',
  ],
  unreachable: [
    'cannot be reached',
    'There is no route: check addresses and routes with interfaces and traceroute',
  ],
  failed: ['could not be connected to', 'Compare with tcp_check on other ports of the host'],
}

/**
 * Connects like {@link dial}, for tools that have nothing to report without a connection.
 *
 * Throws {@link ToolError} `CONNECTION_ERROR`, or `TIMEOUT` when nothing answers.
 */
export async function reach(
  address: string,
  port: number,
  options: DialOptions,
  dial: Dial = systemDial,
): Promise<Dialled> {
  try {
    return await dial(address, port, options)
  } catch (cause) {
    if (!(cause instanceof DialError)) throw cause
    const [what, suggestion] = MESSAGES[cause.refusal]
    throw new ToolError(`Port ${port} of ${address} ${what} (${cause.code})`, {
      code: cause.refusal === 'filtered' ? 'TIMEOUT' : 'CONNECTION_ERROR',
      suggestion,
      cause,
    })
  }
}
