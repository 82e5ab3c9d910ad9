export type { FetchRule } from './fetch/fetch-error.ts'
export type { SafeFetchOptions } from './fetch/fetch-policy.ts'
export { type SafeFetch, type SafeFetchInit, safeFetch } from './fetch/safe-fetch.ts'
export { type RefusalListener, SafetyError, type SafetyErrorOptions } from './refusal.ts'
