/** What hidden comments before a block say about it. */
export interface Directives {
  /** Code that the block needs before it and does not show. */
  readonly context?: string
}

interface Found extends Directives {
  readonly pageContext?: string
  readonly problem?: string
}

const directiveIn = (comment: string): Found => {
  const [, page, context] = /^(page )?context\n(.*)$/s.exec(comment) ?? []
  if (context === undefined)
    return { problem: 'a comment that says nothing to the checks: known are "context" and "page context"' }
  return page === undefined ? { context } : { pageContext: context }
}

/** What the comments in a piece of HTML say. */
export const directivesIn = (html: string): Found =>
  Object.assign(
    {},
    ...[...html.matchAll(/<!--(.*?)-->/gs)].map(([, comment = '']) => directiveIn(comment.trim())),
  )
