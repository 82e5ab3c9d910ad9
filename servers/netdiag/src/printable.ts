const CONTROL = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}]/gu

const escaped = (character: string): string =>
  character === '\n' || character === '\t'
    ? character
    : `\\x${(character.codePointAt(0) ?? 0).toString(16).padStart(2, '0')}`

/**
 * Makes bytes of a stranger readable: UTF-8 where it is, with control and invisible characters written as `\xNN`, so
 * that a banner cannot move a terminal's cursor or hide text.
 */
export const printable = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    .toString('utf8')
    .replaceAll('\r\n', '\n')
    .replace(CONTROL, escaped)
