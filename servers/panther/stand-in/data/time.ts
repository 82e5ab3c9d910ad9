export const minute = 60_000
export const hour = 60 * minute
export const day = 24 * hour

/** As REST and GraphQL write it: `2026-05-31T23:59:59Z`. */
export const isoTime = (at: number) => `${new Date(at).toISOString().slice(0, 19)}Z`

/** As the data lake writes it: `2026-05-31 23:59:59.123`. */
export const lakeTime = (at: number) => new Date(at).toISOString().slice(0, 23).replace('T', ' ')
