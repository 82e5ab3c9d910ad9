import { literal, ready } from './lexer.ts'
import { expandMacro } from './macros.ts'
import { closing, separated, textOf } from './parts.ts'
import type { Rewriter } from './rewriter.ts'
import { SqlError } from './sql-error.ts'

/** Rewrites what begins with a word; false if it is not meant in this place. */
type Rule = (rewriter: Rewriter) => boolean

const whenCalled =
  (rule: (rewriter: Rewriter) => void): Rule =>
  rewriter => {
    if (!rewriter.is(1, '(')) return false
    rule(rewriter)
    return true
  }

const macro = whenCalled(rewriter => {
  const { parts, index, context } = rewriter
  const name = parts[index]?.value ?? ''
  const given = separated(parts.slice(index + 2, closing(parts, index + 1))).map(argument => ({
    parts: argument,
    text: textOf(context.translate(argument, context)),
  }))
  rewriter.call(() => expandMacro(name, given, context.now))
})

const cast = whenCalled(rewriter =>
  rewriter.call(end => {
    const as = rewriter.parts.findLastIndex((part, position) => position < end && part.value === 'as')
    if (as <= rewriter.index) throw new SqlError("syntax error unexpected ')', expecting AS.")
    return `cast_as(${rewriter.inner(rewriter.index + 2, as)}, ${literal(rewriter.parts[as + 1]?.value ?? '')})`
  }),
)

/** `EXTRACT(HOUR FROM time)` */
const extract = whenCalled(rewriter =>
  rewriter.call(
    end => `date_part(${literal(rewriter.word(2) ?? '')}, ${rewriter.inner(rewriter.index + 4, end)})`,
  ),
)

/** `DATE_TRUNC(day, time)`, whose unit may be a bare word. */
const withUnit: Rule = rewriter => {
  const unit = rewriter.word(2)
  if (!rewriter.is(1, '(') || unit === undefined) return false
  const name = rewriter.word(0)
  rewriter.call(end => `${name}(${literal(unit)} ${rewriter.inner(rewriter.index + 3, end)})`)
  return true
}

/** `HOUR(time)` */
const component = whenCalled(rewriter => {
  const unit = rewriter.word(0) ?? ''
  rewriter.call(end => `date_part(${literal(unit)}, ${rewriter.inner(rewriter.index + 2, end)})`)
})

/** `FLATTEN(INPUT => list)` */
const flatten = whenCalled(rewriter => {
  const from = rewriter.index + (rewriter.word(2) === 'input' ? 4 : 2)
  rewriter.call(end => `json_each(${rewriter.inner(from, end)})`)
})

const countDistinct = whenCalled(rewriter =>
  rewriter.call(end => `COUNT(DISTINCT ${rewriter.inner(rewriter.index + 2, end)})`),
)

const constant =
  (text: string): Rule =>
  rewriter => {
    rewriter.out.push(ready(text))
    rewriter.index += rewriter.is(1, '(') && rewriter.is(2, ')') ? 3 : 1
    return true
  }

/** `time - INTERVAL '1 day'` */
const interval: Rule = rewriter => {
  if (rewriter.at(1)?.kind !== 'string') return false
  const [, amount = '', unit = ''] = /^\s*(\d+)\s*(\w+)/.exec(rewriter.at(1)?.value ?? '') ?? []
  const sign = rewriter.out.pop()?.value
  rewriter.index += 2
  rewriter.operand(
    operand => `dateadd(${literal(unit)}, ${sign}${amount}, ${operand})`,
    ` ${sign} ${amount} ${unit}`,
  )
  return true
}

/** `TIMESTAMP '2026-01-01'` */
const typed: Rule = rewriter => {
  if (rewriter.at(1)?.kind !== 'string') return false
  rewriter.index++
  return true
}

const dropped: Rule = rewriter => {
  rewriter.index++
  return true
}

/** Words that stand for something else in SQLite. */
const rules: Record<string, Rule> = {
  p_occurs_since: macro,
  p_occurs_between: macro,
  p_occurs_around: macro,
  p_occurs_after: macro,
  p_occurs_before: macro,
  cast,
  try_cast: cast,
  extract,
  date_trunc: withUnit,
  dateadd: withUnit,
  datediff: withUnit,
  timestampadd: withUnit,
  timestampdiff: withUnit,
  date_part: withUnit,
  year: component,
  month: component,
  day: component,
  hour: component,
  minute: component,
  second: component,
  flatten,
  approx_count_distinct: countDistinct,
  current_timestamp: constant('present()'),
  localtimestamp: constant('present()'),
  sysdate: constant('present()'),
  current_date: constant("date_trunc('day', present())"),
  interval,
  timestamp: typed,
  date: typed,
  lateral: dropped,
}

/** Rewrites a word that means something of its own. False if it does not. */
export const rewriteWord = (rewriter: Rewriter) => {
  const word = rewriter.word(0)
  return word !== undefined && (rules[word]?.(rewriter) ?? false)
}
