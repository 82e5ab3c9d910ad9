import { createHash } from 'node:crypto'

const digestOf = (state: string): string => createHash('sha256').update(state).digest('base64url')

/**
 * The rounds of questions that the call which asked has paid for. Each is good for one request: whoever sends a state
 * twice pays for the second. States cannot be guessed, and one that was forgotten costs a token, so that it does no
 * harm to forget the oldest.
 */
export const paidRounds = (max: number) => {
  const paid = new Map<string, string>()
  return {
    /** @param payer who has to send the state back */
    add(state: string, payer: string): void {
      const [oldest] = paid.keys()
      if (oldest !== undefined && paid.size >= max) paid.delete(oldest)
      paid.set(digestOf(state), payer)
    },
    /** Whether the request is paid for, and no longer from here on. */
    use(state: string, payer: string): boolean {
      const digest = digestOf(state)
      return paid.get(digest) === payer && paid.delete(digest)
    },
    get size() {
      return paid.size
    },
  }
}
