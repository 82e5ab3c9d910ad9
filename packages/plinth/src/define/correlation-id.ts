/** What may stand for everything that belongs to one call, in logs and results. */
export const CORRELATION_ID = /^[\w.:-]{1,128}$/
