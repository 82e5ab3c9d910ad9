import { type Signal, signal } from '@preact/signals'

/** A credential that is kept as long as the tab is open, and never leaves it but in a header. */
const kept = (key: string): Signal<string | undefined> => {
  const value = signal(sessionStorage.getItem(key) ?? undefined)
  value.subscribe(credential => {
    if (credential === undefined) sessionStorage.removeItem(key)
    else sessionStorage.setItem(key, credential)
  })
  return value
}

/** What operators present. */
export const operatorCredential = kept('plinth.operator')

/** What callers of tools present, where that of operators is not enough. */
export const callerCredential = kept('plinth.caller')

export const authorization = (credential: string | undefined): Record<string, string> =>
  credential === undefined ? {} : { Authorization: `Bearer ${credential}` }
