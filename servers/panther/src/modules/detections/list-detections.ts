import { ToolError, tool } from 'plinth'
import { z } from 'zod'
import { type Access, reads } from '../../guards.ts'
import { cursor, cursorIn, filterBy, limit, optional, severities } from '../../inputs.ts'
import { listOf, nextCursor } from '../../shapes.ts'
import { type DetectionType, detectionType, KINDS, summaries } from './kinds.ts'

const word = optional(z.string())

const input = z.object({
  detection_types: z
    .array(detectionType)
    .min(1)
    .default(['rules'])
    .describe('Which kinds: rules, scheduled_rules, simple_rules, policies'),
  cursor: cursor.describe('Where to go on: next_cursor of the page before; only with one kind'),
  limit: limit(1_000, 100).describe('How many of each kind at most, up to 1000'),
  name_contains: word.describe('Only those with this in their name, in any case'),
  state: z.enum(['', 'enabled', 'disabled']).default('').describe('Only those enabled, or disabled'),
  severity: severities.default([]).describe('Only these severities'),
  tag: filterBy('Only those with one of these tags, in any case'),
  log_type: filterBy('Only those for these log types; only for rules and simple_rules'),
  resource_type: filterBy('Only those for these types of resources; only for policies'),
  compliance_status: optional(z.enum(['PASS', 'FAIL', 'ERROR'])).describe('Only for policies'),
  created_by: word.describe('Only those made by the user or token with this id'),
  last_modified_by: word.describe('Only those last changed by the user or token with this id'),
  output_ids: filterBy(
    'Only those that send alerts to one of these destinations; looked at on the page that was fetched',
  ),
})

const counted = z.number().optional()
const more = z.boolean().optional()
const next = nextCursor.optional()

const output = z.object({
  rules: z.array(summaries.rules).optional(),
  scheduled_rules: z.array(summaries.scheduled_rules).optional(),
  simple_rules: z.array(summaries.simple_rules).optional(),
  policies: z.array(summaries.policies).optional(),
  total_rules: counted,
  total_scheduled_rules: counted,
  total_simple_rules: counted,
  total_policies: counted,
  has_next_page: more.describe('Only where one kind was asked for'),
  next_cursor: next,
  rules_has_next_page: more,
  rules_next_cursor: next,
  scheduled_rules_has_next_page: more,
  scheduled_rules_next_cursor: next,
  simple_rules_has_next_page: more,
  simple_rules_next_cursor: next,
  policies_has_next_page: more,
  policies_next_cursor: next,
  total_all_detections: counted,
  detection_types_queried: z.array(detectionType).optional(),
})

type Asked = z.infer<typeof input>
type Found = z.infer<typeof output>

const hasLogTypes = (type: DetectionType): boolean => type === 'rules' || type === 'simple_rules'

const refuse = (message: string, suggestion: string): ToolError =>
  new ToolError(message, { code: 'VALIDATION_ERROR', suggestion })

const requireFitting = ({
  detection_types: types,
  cursor: given,
  log_type,
  resource_type,
  compliance_status,
}: Asked) => {
  if (types.length > 1 && cursorIn(given) !== undefined)
    throw refuse(
      'A cursor belongs to one kind of detection',
      'Ask for one kind at a time to see further pages',
    )
  if (log_type.length > 0 && !types.some(hasLogTypes))
    throw refuse('log_type is only for rules and simple_rules', 'Leave it out, or ask for these')
  if ((resource_type.length > 0 || compliance_status) && !types.includes('policies'))
    throw refuse(
      'resource_type and compliance_status are only for policies',
      'Leave them out, or ask for policies',
    )
}

const queryFor = (asked: Asked, type: DetectionType) => ({
  limit: asked.limit,
  cursor: cursorIn(asked.cursor),
  'name-contains': asked.name_contains || undefined,
  state: asked.state || undefined,
  severity: asked.severity,
  tag: asked.tag,
  'created-by': asked.created_by || undefined,
  'last-modified-by': asked.last_modified_by || undefined,
  ...(hasLogTypes(type) ? { 'log-type': asked.log_type } : {}),
  ...(type === 'policies'
    ? { 'resource-type': asked.resource_type, 'compliance-status': asked.compliance_status }
    : {}),
})

export const listDetections = (access: Access) =>
  // plinth-lint-disable-next-line too-many-parameters -- the filters that Panther's own API has, all of them optional
  tool(
    'list_detections',
    {
      title: 'List detections',
      description:
        'Lists rules, scheduled rules, simple rules and policies, with filters and without their code, which ' +
        'get_detection gives',
      ...reads(access, 'RuleRead', 'PolicyRead'),
      input,
      output,
    },
    async (asked, ctx) => {
      requireFitting(asked)
      const { detection_types: types, output_ids } = asked
      const found: Found = {}
      let total = 0

      const fetchOf = async <S extends z.ZodType<{ outputIDs?: string[] | null | undefined }>>(
        type: DetectionType,
        summary: S,
      ): Promise<z.infer<S>[]> => {
        const page = await access.panther.get(ctx, KINDS[type].path, listOf(summary), {
          query: queryFor(asked, type),
        })
        const sendsThere = ({ outputIDs }: z.infer<S>) =>
          output_ids.length === 0 || output_ids.some(wanted => outputIDs?.includes(wanted))
        const kept = page.results.filter(sendsThere)
        found[`total_${type}`] = kept.length
        total += kept.length
        const hasMore = page.next !== null
        if (types.length === 1) Object.assign(found, { has_next_page: hasMore, next_cursor: page.next })
        else {
          found[`${type}_has_next_page`] = hasMore
          found[`${type}_next_cursor`] = page.next
        }
        return kept
      }

      if (types.includes('rules')) found.rules = await fetchOf('rules', summaries.rules)
      if (types.includes('scheduled_rules'))
        found.scheduled_rules = await fetchOf('scheduled_rules', summaries.scheduled_rules)
      if (types.includes('simple_rules'))
        found.simple_rules = await fetchOf('simple_rules', summaries.simple_rules)
      if (types.includes('policies')) found.policies = await fetchOf('policies', summaries.policies)
      return types.length === 1
        ? found
        : { ...found, total_all_detections: total, detection_types_queried: types }
    },
  )
