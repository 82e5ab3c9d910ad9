import { permissions, readPermissions } from '../permissions.ts'
import type { Random } from './random.ts'
import { day, isoTime } from './time.ts'
import type { Role, User } from './types.ts'

/** Someone who appears in the logs. */
export type Employee = { name: string; email: string; username: string; ip: string; arn: string }

export const accountId = '123456789012'
export const domain = 'acme.example'

const names = [
  'Mara Lindqvist',
  'Derek Brooks',
  'Ayesha Khan',
  'Tomás Herrera',
  'Ingrid Solberg',
  'Kenji Watanabe',
  'Lucia Romano',
  'Noah Fischer',
  'Priya Nair',
  'Samuel Okafor',
  'Wei Zhang',
  'Hannah Müller',
]

const ascii = (name: string) => name.normalize('NFD').replace(/[^A-Za-z ]/g, '')

export const employees = (random: Random): Employee[] =>
  names.map(name => {
    const username = ascii(name).toLowerCase().replace(' ', '.')
    return {
      name,
      username,
      email: `${username}@${domain}`,
      ip: `198.51.100.${random.int(10, 250)}`,
      arn: `arn:aws:iam::${accountId}:user/${username}`,
    }
  })

export const roles = (now: number): Role[] => {
  const role = (name: string, granted: readonly string[]): Role => ({
    id: name,
    name,
    permissions: [...granted],
    logTypeAccess: [],
    logTypeAccessKind: 'ALLOW_ALL',
    createdAt: isoTime(now - 400 * day),
    updatedAt: isoTime(now - 90 * day),
  })
  const analyst = [...readPermissions, 'AlertModify', 'DataAnalyticsModify', 'RunPantherAI']
  return [
    role('Admin', permissions),
    role('Analyst', analyst),
    role('AnalystReadOnly', readPermissions),
    { ...role('CloudTeam', ['AlertRead', 'PolicyRead', 'ResourceRead', 'CloudsecSourceRead']) },
    {
      ...role('OktaContractor', ['AlertRead', 'DataAnalyticsRead']),
      logTypeAccess: ['Okta.SystemLog'],
      logTypeAccessKind: 'ALLOW',
    },
  ]
}

const securityTeam: [given: string, family: string, role: string][] = [
  ['Alex', 'Petrov', 'Admin'],
  ['Bianca', 'Costa', 'Admin'],
  ['Chidi', 'Eze', 'Analyst'],
  ['Dana', 'Levi', 'Analyst'],
  ['Emil', 'Novak', 'Analyst'],
  ['Fatima', 'Zahra', 'Analyst'],
  ['Grace', 'Kim', 'Analyst'],
  ['Hugo', 'Laurent', 'AnalystReadOnly'],
  ['Irina', 'Popova', 'AnalystReadOnly'],
  ['Jonas', 'Berg', 'CloudTeam'],
  ['Karin', 'Holm', 'CloudTeam'],
  ['Liam', 'Murphy', 'OktaContractor'],
  ['Mei', 'Tanaka', 'AnalystReadOnly'],
  ['Omar', 'Haddad', 'Analyst'],
]

export const users = (random: Random, now: number): User[] =>
  securityTeam.map(([givenName, familyName, role], index) => ({
    id: random.uuid(),
    email: `${givenName}.${familyName}@${domain}`.toLowerCase(),
    givenName,
    familyName,
    enabled: index !== 12,
    status: index === 13 ? 'FORCE_CHANGE_PASSWORD' : 'CONFIRMED',
    role: { id: role, name: role },
    createdAt: isoTime(now - random.int(60, 400) * day),
    ...(index !== 13 && { lastLoggedInAt: isoTime(now - random.int(0, 20) * day) }),
  }))
