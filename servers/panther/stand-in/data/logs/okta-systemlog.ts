import { type LogType, standardFields } from '../log-type.ts'
import { lakeTime } from '../time.ts'

const activities: [eventType: string, message: string][] = [
  ['user.session.start', 'User login to Okta'],
  ['user.session.end', 'User logout from Okta'],
  ['user.authentication.sso', 'User single sign on to app'],
  ['user.authentication.auth_via_mfa', 'Authentication of user via MFA'],
  ['user.mfa.factor.activate', 'Activate factor for user'],
  ['application.user_membership.add', 'Add user to application membership'],
  ['group.user_membership.add', 'Add user to group membership'],
]

const type: Omit<LogType, 'event'> = {
  name: 'Okta.SystemLog',
  table: 'okta_systemlog',
  description: 'Sign-ins and administration of Okta',
  reference: 'https://developer.okta.com/docs/reference/api/system-log/',
  sourceId: '0f5d6a9c-27a3-49c5-8f1b-7b1f2c3d4e02',
  sourceLabel: 'Okta production',
  columns: {
    uuid: 'VARCHAR',
    published: 'TIMESTAMP_NTZ',
    eventType: 'VARCHAR',
    displayMessage: 'VARCHAR',
    severity: 'VARCHAR',
    actor: 'OBJECT',
    client: 'OBJECT',
    outcome: 'OBJECT',
    target: 'ARRAY',
    authenticationContext: 'OBJECT',
    transaction: 'OBJECT',
  },
  indicators: { uuid: 'trace_id' },
}

export const oktaSystemLog: LogType = {
  ...type,
  event(occasion) {
    const { random, at, who, change } = occasion
    const [eventType, displayMessage] = random.pick(activities)
    const failed = eventType === 'user.session.start' && random.chance(0.1)
    return {
      uuid: random.uuid(),
      published: lakeTime(at),
      eventType,
      displayMessage,
      severity: failed ? 'WARN' : 'INFO',
      actor: { id: `00u${random.hex(10)}`, type: 'User', alternateId: who.email, displayName: who.name },
      client: {
        ipAddress: who.ip,
        device: 'Computer',
        userAgent: { browser: random.pick(['CHROME', 'FIREFOX', 'SAFARI']), os: 'Mac OS X' },
        geographicalContext: who.ip.startsWith('203.')
          ? { city: 'Minsk', country: 'Belarus' }
          : { city: 'Oslo', country: 'Norway' },
      },
      outcome: failed
        ? { result: 'FAILURE', reason: 'INVALID_CREDENTIALS' }
        : { result: 'SUCCESS', reason: null },
      target: [
        { id: `0oa${random.hex(10)}`, type: 'AppInstance', displayName: random.pick(['AWS', 'GitHub']) },
      ],
      authenticationContext: { authenticationStep: 0, externalSessionId: random.hex(20) },
      transaction: { id: random.hex(16), type: 'WEB' },
      ...change,
      ...standardFields(type, occasion),
    }
  },
}
