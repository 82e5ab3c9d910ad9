import { type CompletionContext, resource } from 'plinth'
import { type Access, guardsReading } from '../../guards.ts'
import { listOf } from '../../shapes.ts'
import { fetchDetection } from './get-detection.ts'
import { KINDS, summaries } from './kinds.ts'

const MOST = 100

/** One rule as a resource; ids are completed from the rules whose name has in it what was typed. */
export const ruleTemplate = (access: Access) => {
  const { panther } = access
  const ruleIds = async (typed: string, _: unknown, ctx: CompletionContext): Promise<readonly string[]> => {
    const page = await panther.get(ctx, KINDS.rules.path, listOf(summaries.rules), {
      query: { limit: MOST, 'name-contains': typed || undefined },
    })
    return page.results.map(({ id }) => id).filter(id => id.toLowerCase().includes(typed.toLowerCase()))
  }
  return resource(
    'panther://rules/{rule_id}',
    {
      name: 'rule',
      title: 'A rule',
      description: 'A rule with its code and its tests',
      mimeType: 'application/json',
      use: guardsReading(access, ['RuleRead']),
      complete: { rule_id: ruleIds },
    },
    ({ rule_id }, ctx) => fetchDetection(panther, ctx, 'rules', rule_id),
  )
}
