/** How far a task is, as its message tells. */
export interface Share {
  readonly done: number
  readonly of: number
  /** The message without it. */
  readonly rest: string
}

const NUMBER = String.raw`\d+(?:\.\d+)?`
const SHARE = new RegExp(`^(?:(${NUMBER}) of (${NUMBER})|(.*) \\((${NUMBER}) of (${NUMBER})\\))$`, 's')

/** Finds in the message of a task how far it is, where a tool tells that with a total. */
export const shareIn = (message: string | undefined): Share | undefined => {
  const [, bareDone, bareOf, rest = '', done = bareDone, of = bareOf] = SHARE.exec(message ?? '') ?? []
  const total = Number(of)
  if (done === undefined || !(total > 0)) return undefined
  return { done: Math.min(Number(done), total), of: total, rest }
}
