/** What stands in place of a value that may not be shown. */
export const HIDDEN = '[redacted]'

/** Takes user names, passwords and queries out of the URLs in a text: that is where secrets stand. */
export const concealUrls = (text: string): string =>
  text.replace(/:\/\/[^\s"]*@/g, `://${HIDDEN}@`).replace(/(:\/\/[^\s"?]*)\?[^\s"]+/g, `$1?${HIDDEN}`)
