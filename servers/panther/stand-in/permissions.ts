/** The raw names of every permission that a token can have. */
export const permissions = [
  'AlertModify',
  'AlertRead',
  'BulkUpload',
  'BulkUploadValidate',
  'CloudsecSourceModify',
  'CloudsecSourceRead',
  'DataAnalyticsModify',
  'DataAnalyticsRead',
  'DestinationModify',
  'DestinationRead',
  'GeneralSettingsModify',
  'GeneralSettingsRead',
  'LogSourceModify',
  'LogSourceRawDataRead',
  'LogSourceRead',
  'LookupModify',
  'LookupRead',
  'OrganizationAPITokenModify',
  'OrganizationAPITokenRead',
  'PolicyModify',
  'PolicyRead',
  'ResourceModify',
  'ResourceRead',
  'RuleModify',
  'RuleRead',
  'RunPantherAI',
  'SummaryRead',
  'UserModify',
  'UserRead',
] as const

export type Permission = (typeof permissions)[number]

export const readPermissions: Permission[] = permissions.filter(name => name.endsWith('Read'))
