import { HIDDEN, hideKnownSecrets, secretsGeneration } from './known-secrets.ts'

const secretWords = [
  'password',
  'passwd',
  'passphrase',
  'secret',
  'token',
  'authorization',
  'api[-_. ]?key',
  'private[-_. ]?key',
  'cookie',
  'credential',
  'session[-_. ]?id',
]

const secretName = new RegExp(`${secretWords.join('|')}|^(?:pwd|pw|jwt|otp|pin)$`, 'i')

/** The longest user name and password that are looked for in a URL. */
export const MAX_USERINFO = 1024

// All repetitions are bounded, so that no text takes long, however it is made.
const userinfo = new RegExp(
  `://(?:[^\\s"'<>/?#]{1,${MAX_USERINFO}}|[^\\s"'<>/?#:@]{0,128}:(?!\\d{1,5}[/?#])[^\\s"'<>]{1,${MAX_USERINFO}})@`,
  'g',
)
const credentials = /\b(Bearer|Basic) {1,4}[\w.~+/=-]{8,}/gi
const assignment = new RegExp(
  `((?:${secretWords.join('|')}|\\b(?:pwd|jwt))[\\w.-]{0,32}["']?(?:=|(?<=["']) {0,4}: {0,4}))` +
    `(?:"[^"]{0,4096}"|'[^']{0,4096}'|["']?[^\\s"'&,;)}\\]]+)`,
  'gi',
)

/**
 * Takes secrets out of a text: those that are known, user names and passwords in URLs, what follows `Bearer` and `Basic`, and the values
 * in `password=...`, `?api_key=...` and `"token": "..."`.
 *
 * @example
 * redactText('cannot reach postgres://app:hunter2@db/main') // 'cannot reach postgres://[redacted]@db/main'
 */
export const redactText = (text: string): string => {
  let safe = hideKnownSecrets(text)
  // Most texts hold none of these, and looking costs much less than matching.
  if (text.includes('://')) safe = safe.replace(userinfo, `://${HIDDEN}@`)
  if (text.includes(' ')) safe = safe.replace(credentials, `$1 ${HIDDEN}`)
  if (/[='"]/.test(text)) safe = safe.replace(assignment, `$1${HIDDEN}`)
  return safe
}

/** What there is to know of the name of a field. */
interface Judged {
  readonly isSecret: boolean
  readonly safe: string
}

/** The longest name that is remembered. */
export const MAX_NAME = 64

/** Names of fields recur in every line. Those that callers make up must not fill the memory. */
const MAX_JUDGED = 2_000
let judged = new Map<string, Judged>()
let judgedIn = secretsGeneration()

const judge = (name: string): Judged => {
  const generation = secretsGeneration()
  if (generation !== judgedIn) judged = new Map()
  judgedIn = generation
  const known = judged.get(name)
  if (known) return known
  const made = { isSecret: secretName.test(name), safe: redactText(name) }
  if (judged.size < MAX_JUDGED) judged.set(name, made)
  return made
}

/** Whether what goes by this name is a secret: `password`, `x-api-key`, `accessToken`, `set-cookie` and the like. */
export const isSecretName = (name: string): boolean =>
  name.length > MAX_NAME ? secretName.test(name) : judge(name).isSecret

/** A name of at most `MAX_NAME` characters without what is secret in it. Longer ones have to be cut like other texts. */
export const safeName = (name: string): string => judge(name).safe
