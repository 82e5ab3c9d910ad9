import { ArgumentError } from './argument-error.ts'

const DENIED = /[;&|`$><\n\r\0]/
const ALLOWED = /^[A-Za-z0-9.:/=+,\-@%_]+$/

/** Shows an argument inside of a message: quoted, with control characters escaped, and not endlessly long. */
export const quote = (text: string): string =>
  JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}...` : text)

/**
 * Checks one token against the characters that may reach a program: `A-Z a-z 0-9 . : / = + , - @ % _`.
 *
 * @throws ArgumentError naming the first character that is not allowed
 * @example
 * checkToken('-p80,443') // '-p80,443'
 * checkToken('a;b') // throws ArgumentError: Argument "a;b" contains ";", which is not allowed
 */
export const checkToken = (token: string): string => {
  if (token === '') throw new ArgumentError('empty', 'An argument is empty', { suggestion: 'Leave it out' })
  if (ALLOWED.test(token)) return token
  const bad = DENIED.exec(token)?.[0] ?? [...token].find(character => !ALLOWED.test(character)) ?? ''
  throw new ArgumentError(
    'character',
    `Argument ${quote(token)} contains ${JSON.stringify(bad)}, which is not allowed`,
    {
      suggestion: 'Use letters, digits and . : / = + , - @ % _',
    },
  )
}

/**
 * Checks a value that stands where no flag is expected.
 *
 * @throws ArgumentError when it has other characters than {@link checkToken} allows, or begins with `-`
 * @example
 * checkValue('10.0.0.7') // '10.0.0.7'
 * checkValue('-v') // throws ArgumentError: ...
 */
export const checkValue = (value: string): string => {
  checkToken(value)
  if (!value.startsWith('-')) return value
  throw new ArgumentError('dash', `${quote(value)} begins with "-", where a value is expected`, {
    suggestion: 'Give the value without a leading "-"',
  })
}

/**
 * Makes tokens of free arguments: a text is split at spaces and tabs, and there is no quoting; a list is taken as it
 * is. Nothing in them is ever interpreted by a shell.
 *
 * @param maxBytes how long all of them may be together, in bytes of UTF-8 with one between two
 * @throws ArgumentError when they are too long, or one has a character that is not allowed
 * @example
 * tokenize('-Pn  -p 80', 2_048) // ['-Pn', '-p', '80']
 */
export const tokenize = (given: string | readonly string[], maxBytes: number): string[] => {
  const text = typeof given === 'string' ? given : given.join(' ')
  const bytes = Buffer.byteLength(text)
  if (bytes > maxBytes)
    throw new ArgumentError('length', `The arguments are ${bytes} bytes long (max: ${maxBytes})`, {
      suggestion: `Shorten them to ${maxBytes} bytes or less`,
    })
  const tokens = typeof given === 'string' ? given.split(/[ \t]+/).filter(token => token !== '') : given
  return tokens.map(checkToken)
}
