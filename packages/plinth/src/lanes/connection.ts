import type { Caller } from '../context/caller.ts'

/** What a transport knows of a caller, whatever the caller says of itself. */
export type Connection = Pick<Caller, 'transport' | 'address' | 'headers' | 'principal'>
