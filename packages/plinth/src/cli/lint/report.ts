import type { Styles } from '../style.ts'
import type { Finding, Severity } from './rule.ts'

const COLOURS = { error: 'red', warning: 'yellow', hint: 'cyan' } as const satisfies Record<
  Severity,
  keyof Styles
>

const where = ({ file, line }: Finding): string => (file === undefined ? 'server' : `${file}:${line}`)

const counted = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`

/** How many there are of each severity: `1 error, 2 warnings`. */
export const summaryOf = (findings: readonly Finding[]): string => {
  const counts = (['error', 'warning', 'hint'] as const).map(severity => ({
    severity,
    count: findings.filter(each => each.severity === severity).length,
  }))
  const told = counts.filter(({ count }) => count > 0).map(({ severity, count }) => counted(count, severity))
  return told.length === 0 ? 'nothing found' : told.join(', ')
}

/** Findings for people: what is wrong and where, and below it what to do. */
export const reportOf = (findings: readonly Finding[], styles: Styles): string =>
  findings
    .map(finding => {
      const { severity, message, rule, mend } = finding
      const head = `${where(finding)} ${styles[COLOURS[severity]](severity)} ${message} ${styles.dim(`(${rule})`)}`
      return `${head}\n  ${mend}\n`
    })
    .join('')
