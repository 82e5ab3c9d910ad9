/** What one look came to. A `problem` keeps a server from running; a `warning` will be felt later; a `note` informs. */
export type Status = 'ok' | 'note' | 'warning' | 'problem'

export interface Diagnosis {
  /** What was looked at: `node`, `packages`, `programs` and so on. */
  readonly area: string
  readonly status: Status
  /** What was found, as a sentence without its full stop. */
  readonly message: string
  /** What to do, where there is something to do. */
  readonly mend?: string
}

/** Everything that there is to say of one area. */
export const inArea = (area: string) => {
  const say =
    (status: Status) =>
    (message: string, mend?: string): Diagnosis => ({
      area,
      status,
      message,
      ...(mend === undefined ? {} : { mend }),
    })
  return { ok: say('ok'), note: say('note'), warning: say('warning'), problem: say('problem') }
}
