import { parser } from '@prometheus-io/lezer-promql'

/** A metric that an expression asks for, with the labels by which it picks or groups it. */
export interface Selection {
  readonly metric: string
  readonly matchers: readonly { readonly label: string; readonly operator: string; readonly value: string }[]
}

export interface Reading {
  readonly selections: readonly Selection[]
  /** Labels in `by`, `without`, `on` and `ignoring`. */
  readonly groupings: readonly string[]
}

/**
 * Reads a PromQL expression.
 *
 * @throws SyntaxError when it is none
 */
export const readPromql = (expression: string): Reading => {
  const selections: { metric: string; matchers: { label: string; operator: string; value: string }[] }[] = []
  const groupings: string[] = []
  let inGrouping = false
  parser.parse(expression).iterate({
    enter({ type, from, to }) {
      const text = expression.slice(from, to)
      if (type.isError) throw new SyntaxError(`Not PromQL at ${from}: ${expression}`)
      if (type.name === 'VectorSelector') selections.push({ metric: '', matchers: [] })
      const current = selections.at(-1)
      if (type.name === 'Identifier' && current) current.metric = text
      if (type.name === 'GroupingLabels') inGrouping = true
      if (type.name === 'LabelName' && inGrouping) groupings.push(text)
      else if (type.name === 'LabelName') current?.matchers.push({ label: text, operator: '', value: '' })
      const matcher = current?.matchers.at(-1)
      if (type.name === 'MatchOp' && matcher) matcher.operator = text
      if (type.name === 'StringLiteral' && matcher && !inGrouping) matcher.value = text.slice(1, -1)
    },
    leave({ type }) {
      if (type.name === 'GroupingLabels') inGrouping = false
    },
  })
  return { selections, groupings }
}
