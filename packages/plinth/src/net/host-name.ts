const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/i

/** How long a host name may be, in characters. */
export const MAX_HOST_NAME = 253

/**
 * Whether this is a host name by RFC 1123: labels of 1 to 63 letters, digits and hyphens, none at their ends. A dot at
 * the end of the name is not accepted, since `a.` and `a` would pass comparisons differently.
 */
export const isHostName = (text: string): boolean =>
  text.length <= MAX_HOST_NAME && text.split('.').every(label => LABEL.test(label))

/**
 * Whether resolvers might take this for an IPv4 address in decimal, octal, hexadecimal or short form: its last label is
 * a number (WHATWG URL, "ends in a number").
 */
export const endsInNumber = (text: string): boolean => /(?:^|\.)(?:\d+|0x[0-9a-f]*)\.?$/i.test(text)
