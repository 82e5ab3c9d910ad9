import type { ClientFlags } from './client-options.ts'
import { bearerHeaders } from './dial.ts'
import type { Io } from './io.ts'

/** Says what to do where a server does not let a caller in: whether it got no token, or not the right one. */
export const unauthorized = (what: string, wanted: string, flags: ClientFlags, io: Io): string => {
  const sent = Object.keys(bearerHeaders(flags, io)).some(name => name.toLowerCase() === 'authorization')
  return sent
    ? `${what} does not take the token that it was given, and wants ${wanted}: correct PLINTH_TOKEN, or give another --token`
    : `${what} wants ${wanted}: set PLINTH_TOKEN, or give --token`
}
