/** What a token may be allowed to do: the name in the API, and the one that people see in Panther. */
export const PERMISSIONS = {
  AlertRead: 'Read Alerts',
  AlertModify: 'Manage Alerts',
  PolicyRead: 'View Policies',
  PolicyModify: 'Manage Policies',
  ResourceRead: 'ResourceRead',
  ResourceModify: 'ResourceModify',
  RuleRead: 'View Rules',
  RuleModify: 'Manage Rules',
  SummaryRead: 'Read Panther Metrics',
  BulkUpload: 'Bulk Upload',
  BulkUploadValidate: 'Bulk Upload Validate',
  UserRead: 'Read User Info',
  UserModify: 'Manage Users',
  OrganizationAPITokenRead: 'Read API Token Info',
  OrganizationAPITokenModify: 'Manage API Tokens',
  GeneralSettingsRead: 'Read Panther Settings Info',
  GeneralSettingsModify: 'GeneralSettingsModify',
  CloudsecSourceRead: 'View Cloud Security Sources',
  CloudsecSourceModify: 'Manage Cloud Security Sources',
  LogSourceRawDataRead: 'LogSourceRawDataRead',
  LogSourceRead: 'View Log Sources',
  LogSourceModify: 'Manage Log Sources',
  DestinationRead: 'DestinationRead',
  DestinationModify: 'DestinationModify',
  DataAnalyticsRead: 'Query Data Lake',
  DataAnalyticsModify: 'Manage Saved Searches',
  LookupRead: 'LookupRead',
  LookupModify: 'LookupModify',
  RunPantherAI: 'Run Panther AI',
} as const

export type Permission = keyof typeof PERMISSIONS

/** All of them, or any one of them. */
export type Wanted =
  | { readonly all: readonly Permission[]; readonly any?: never }
  | { readonly any: readonly Permission[]; readonly all?: never }

/** As people find it in Panther, with the name in the API where that is another. */
export const describePermission = (permission: Permission): string => {
  const title = PERMISSIONS[permission]
  return title === permission ? `"${title}"` : `"${title}" (${permission})`
}

const known = new Map<string, Permission>(
  Object.entries(PERMISSIONS).flatMap(([name, title]) => {
    const permission = name as Permission
    return [
      [name, permission],
      [title, permission],
    ]
  }),
)

/** Reads what the API lists, by either name; what this version does not know is left out. */
export const readPermissions = (names: readonly string[]): ReadonlySet<Permission> =>
  new Set(names.flatMap(name => known.get(name) ?? []))

/** The permissions of those wanted that are not there; none, if what is there suffices. */
export const missingOf = (wanted: Wanted, held: ReadonlySet<Permission>): readonly Permission[] => {
  if (wanted.all) return wanted.all.filter(permission => !held.has(permission))
  return wanted.any.some(permission => held.has(permission)) ? [] : wanted.any
}
