const WORD = String.raw`(?:'[^']*'|"(?:\\.|[^"\\])*"|\$\([^()]*\)|\\.|[^\s'"\\;|&])+`
/** A comment, what stands between two commands, or a word with its quotes. */
const TOKEN = new RegExp(String.raw`[ \t]*(?:(#[^\n]*)|(&&|\|\||[;|&\n])|(${WORD}))`, 'y')

const unquoted = (word: string): string => word.replaceAll(/'([^']*)'|"((?:\\.|[^"\\])*)"/g, '$1$2')

/**
 * The commands of a script, each as its words. Knows quotes, comments, lists and pipes; a substitution is a word.
 *
 * @throws SyntaxError where a quote does not end
 */
export const commandsOf = (script: string): string[][] => {
  const text = script.replaceAll(/\\\n\s*/g, ' ').trim()
  const commands: string[][] = [[]]
  let at = 0
  while (at < text.length) {
    TOKEN.lastIndex = at
    const found = TOKEN.exec(text)
    if (!found) throw new SyntaxError(`not understood: ${text.slice(at, at + 40)}`)
    const { 2: between, 3: word } = found
    if (between !== undefined) commands.push([])
    else if (word !== undefined) commands.at(-1)?.push(unquoted(word))
    at = TOKEN.lastIndex
  }
  return commands.filter(({ length }) => length > 0)
}
