import { stripVTControlCharacters } from 'node:util'

const widthOf = (text: string): number => stripVTControlCharacters(text).length

/** Words of a text in lines of at most `width`; a word that is longer has a line of its own. */
const wrap = (text: string, width: number): string[] => {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(/\s+/)) {
    const longer = line === '' ? word : `${line} ${word}`
    if (line !== '' && widthOf(longer) > width) {
      lines.push(line)
      line = word
    } else line = longer
  }
  return [...lines, line]
}

const MIN_LAST = 24

/**
 * Columns under each other, the last of which is wrapped where the terminal ends.
 *
 * @param width of the terminal, in characters. Default: unbounded
 */
export const table = (rows: readonly (readonly string[])[], width = Number.POSITIVE_INFINITY): string => {
  const columns = Math.max(0, ...rows.map(row => row.length))
  const widths = Array.from({ length: columns }, (_, column) =>
    Math.max(...rows.map(row => widthOf(row[column] ?? ''))),
  )
  const before = widths.slice(0, -1).reduce((sum, each) => sum + each + 2, 0)
  const room = Math.max(MIN_LAST, width - before)
  return rows
    .flatMap(row => {
      const head = row
        .slice(0, columns - 1)
        .map((cell, at) => cell + ' '.repeat((widths[at] ?? 0) - widthOf(cell) + 2))
      const [first = '', ...more] = wrap(row[columns - 1] ?? '', room)
      return [`${head.join('')}${first}`, ...more.map(line => ' '.repeat(before) + line)]
    })
    .map(line => line.trimEnd())
    .join('\n')
}
