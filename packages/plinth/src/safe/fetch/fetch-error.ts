import { redactText } from '../../redact-text.ts'
import { brief, SafetyError, type SafetyErrorOptions } from '../refusal.ts'

/** Why a request was refused, or its answer cut. */
export type FetchRule =
  /** The URL is not written strictly: others could read it as another one. */
  | 'form'
  | 'scheme'
  /** The URL holds a user name or a password. */
  | 'credentials'
  | 'port'
  | 'host'
  /** An address, or one of those that a name has, is not allowed. */
  | 'address'
  | 'unresolved'
  /** More redirects than are followed, one from https to http, or one that would send a body to another host. */
  | 'redirect'
  | 'method'
  | 'header'
  | 'rate'
  | 'time'
  | 'size'
  | 'content-type'
  | 'encoding'

/** Without what follows the path, where secrets often are. */
const subjectOf = (url: string): string => brief(redactText(url.replace(/[?#].*$/s, '')))

export const refusedUrl = (
  rule: FetchRule,
  url: string,
  message: string,
  options: Omit<SafetyErrorOptions, 'what' | 'rule' | 'subject'> = {},
): SafetyError => new SafetyError(message, { ...options, what: 'url', rule, subject: subjectOf(url) })
