import { ToolError } from 'plinth'
import { describePermission, type Wanted } from './permission-names.ts'

const MAX_QUOTED = 300

/** What Panther says of a failure, shortened: it is written by others, and may repeat what was sent. */
export const quoted = (text: string): string => {
  const line = text.replaceAll(/\s+/g, ' ').trim()
  return line.length > MAX_QUOTED ? `${line.slice(0, MAX_QUOTED)}...` : line
}

/** `"View Rules" (RuleRead) and "View Policies" (PolicyRead)`, or with "or" where any one will do. */
const named = ({ all, any }: Wanted): string =>
  (all ?? any).map(describePermission).join(all === undefined ? ' or ' : ' and ')

export const notConfigured = (missing: readonly string[]): ToolError =>
  new ToolError(
    `This server is not connected to Panther: ${missing.join(' and ')} ${missing.length > 1 ? 'are' : 'is'} not set`,
    {
      code: 'VALIDATION_ERROR',
      suggestion:
        'Stop and tell the person to set PANTHER_INSTANCE_URL (such as https://acme.runpanther.net) and PANTHER_API_TOKEN ' +
        '(Settings > API Tokens in Panther), and to start the server again',
    },
  )

export const wrongToken = (): ToolError =>
  new ToolError(
    'Panther rejects the API token: it is wrong, has expired, or may not be used from this address',
    {
      code: 'PERMISSION_DENIED',
      suggestion:
        'Stop, and tell the person to put a valid token into PANTHER_API_TOKEN: no call can succeed until then',
    },
  )

/** A permission that the token lacks, by name where it is known which. */
export const notAllowed = (wanted: Wanted | undefined, said = ''): ToolError => {
  const what = wanted ? named(wanted) : 'a permission that this needs'
  const names = wanted?.all ?? wanted?.any ?? []
  return new ToolError(
    `The API token of this server lacks ${what}${said === '' ? '' : `. Panther says: ${quoted(said)}`}`,
    {
      code: 'PERMISSION_DENIED',
      suggestion:
        'Ask a person to add it to the token in Panther, under Settings > API Tokens; get_permissions shows what it has',
      data: { permissions: names },
    },
  )
}

export const notThere = (what: string): ToolError =>
  new ToolError(`There is no ${what}`, {
    code: 'NOT_FOUND',
    suggestion: 'Check the id: a list shows what there is',
  })

export const notAccepted = (said: string): ToolError =>
  new ToolError(`Panther does not accept this request${said === '' ? '' : `: ${quoted(said)}`}`, {
    code: 'VALIDATION_ERROR',
    suggestion: 'Correct the arguments and call again',
  })

export const tooMany = (retryAfterMs: number | undefined): ToolError =>
  new ToolError('Panther has had too many requests of this token', {
    code: 'RATE_LIMITED',
    suggestion:
      retryAfterMs === undefined ? 'Call less often' : `Call again in ${Math.ceil(retryAfterMs / 1_000)} s`,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  })

export const failedThere = (status: number): ToolError =>
  new ToolError(`Panther could not carry this out: it answered with status ${status}`, {
    code: 'CONNECTION_ERROR',
    suggestion: 'Call again in a minute; for what changes something, look first whether it has happened',
  })

export const tookTooLong = (ms: number): ToolError =>
  new ToolError(`Panther has not answered within ${Math.round(ms / 1_000)} s`, {
    code: 'TIMEOUT',
    suggestion:
      'Ask for less, or call again later; for what changes something, look first whether it has happened',
  })

export const notReached = (cause: unknown): ToolError =>
  new ToolError('Panther cannot be reached', {
    code: 'CONNECTION_ERROR',
    suggestion:
      'Call again in a minute; if that does not help, a person has to check PANTHER_INSTANCE_URL and the network',
    cause,
  })

/** An answer that is not what the API promises: cut off, no JSON, or of another shape. */
export const notUnderstood = (cause: unknown): ToolError =>
  new ToolError("Panther's answer cannot be read: it is not what its API promises", {
    code: 'CONNECTION_ERROR',
    suggestion: 'Call again; if it stays so, this server may be too old for that version of Panther',
    cause,
  })

export const resting = (retryAfterMs: number): ToolError =>
  new ToolError('Panther has failed repeatedly and is not called for now', {
    code: 'CIRCUIT_BREAKER_OPEN',
    suggestion: `Call again in ${Math.ceil(retryAfterMs / 1_000)} s`,
    retryAfterMs,
  })
