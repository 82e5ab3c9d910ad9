import type { Principal } from './context.ts'

/** Who presents an `Authorization` header; or why it is not believed. */
export type Verdict = { readonly principal: Principal } | { readonly fault: 'missing' | 'wrong' }

/** Decides who presents an `Authorization` header. */
export type VerifyCredential = (authorization: string | undefined) => Verdict
