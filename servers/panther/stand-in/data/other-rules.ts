import type { RuleOutline } from './rule-outline.ts'
import type { LogEvent } from './types.ts'

const okta = (eventType: string, displayMessage: string, more: LogEvent = {}): LogEvent => ({
  eventType,
  displayMessage,
  ...more,
})

const oktaType = (eventType: string) => `event.get("eventType") == "${eventType}"`
const gitHub = (action: string) => `event.get("action") == "${action}"`
const gcp = (methodName: string) => `event.deep_get("protoPayload", "methodName") == "${methodName}"`

export const otherRules: RuleOutline[] = [
  [
    'Okta.Login.NewCountry',
    'Login from a New Country',
    'HIGH',
    'Okta.SystemLog',
    'Initial Access',
    `${oktaType('user.session.start')} and is_new_country(event)`,
    okta('user.session.start', 'User login to Okta', { outcome: { result: 'SUCCESS', reason: null } }),
  ],
  [
    'Okta.MFA.FactorReset',
    'All Factors of a User Reset',
    'HIGH',
    'Okta.SystemLog',
    'Persistence',
    oktaType('user.mfa.factor.reset_all'),
    okta('user.mfa.factor.reset_all', 'Reset all factors for user', { severity: 'WARN' }),
  ],
  [
    'Okta.BruteForce.Login',
    'Many Failed Logins',
    'MEDIUM',
    'Okta.SystemLog',
    'Credential Access',
    `${oktaType('user.session.start')} and event.deep_get("outcome", "result") == "FAILURE"`,
    okta('user.session.start', 'User login to Okta', {
      severity: 'WARN',
      outcome: { result: 'FAILURE', reason: 'INVALID_CREDENTIALS' },
    }),
  ],
  [
    'Okta.AdminRole.Assigned',
    'Admin Role Assigned',
    'MEDIUM',
    'Okta.SystemLog',
    'Privilege Escalation',
    oktaType('user.account.privilege.grant'),
    okta('user.account.privilege.grant', 'Grant user privilege'),
  ],
  [
    'Okta.APIKey.Created',
    'API Token Created in Okta',
    'INFO',
    'Okta.SystemLog',
    'Persistence',
    oktaType('system.api_token.create'),
    okta('system.api_token.create', 'Create API token'),
  ],
  [
    'GitHub.Repo.MadePublic',
    'Repository Made Public',
    'HIGH',
    'GitHub.Audit',
    'Exfiltration',
    `${gitHub('repo.access')} and event.get("visibility") == "public"`,
    { action: 'repo.access', visibility: 'public' },
  ],
  [
    'GitHub.Branch.ProtectionDisabled',
    'Branch Protection Disabled',
    'MEDIUM',
    'GitHub.Audit',
    'Defense Evasion',
    gitHub('protected_branch.destroy'),
    { action: 'protected_branch.destroy' },
  ],
  [
    'GitHub.User.Added',
    'Member Added to the Organization',
    'INFO',
    'GitHub.Audit',
    'Persistence',
    gitHub('org.add_member'),
    { action: 'org.add_member' },
  ],
  [
    'GitHub.Clone.Mass',
    'Many Repositories Cloned',
    'MEDIUM',
    'GitHub.Audit',
    'Collection',
    gitHub('git.clone'),
    { action: 'git.clone' },
  ],
  [
    'GCP.ServiceAccount.KeyCreated',
    'Key of a Service Account Created',
    'MEDIUM',
    'GCP.AuditLog',
    'Persistence',
    gcp('google.iam.admin.v1.CreateServiceAccountKey'),
    { severity: 'WARNING' },
  ],
  [
    'GCP.K8S.PrivilegedPod',
    'Privileged Pod Created',
    'HIGH',
    'GCP.AuditLog',
    'Privilege Escalation',
    gcp('io.k8s.core.v1.pods.create'),
    { severity: 'WARNING' },
  ],
  [
    'Panther.Login.Failed',
    'Failed Login to Panther',
    'LOW',
    'Panther.Audit',
    'Credential Access',
    'event.get("actionName") == "SIGN_IN" and event.get("actionResult") == "FAILED"',
    { actionName: 'SIGN_IN', actionResult: 'FAILED' },
  ],
]
