import { ToolError, tool } from 'plinth'
import { z } from 'zod'
import type { Call } from '../../client/call.ts'
import type { Panther } from '../../client/panther.ts'
import { path } from '../../client/path.ts'
import { type Access, reads } from '../../guards.ts'
import { id } from '../../inputs.ts'
import { type DetectionType, detection, detectionType, KINDS } from './kinds.ts'

export const pathOf = (type: DetectionType, detectionId: string): string =>
  `${KINDS[type].path}${path`/${detectionId}`}`

export const detectionNamed = (type: DetectionType, detectionId: string): string =>
  `${KINDS[type].says} ${JSON.stringify(detectionId)}`

export const fetchDetection = (panther: Panther, call: Call, type: DetectionType, detectionId: string) =>
  panther.get(call, pathOf(type, detectionId), detection, { missing: detectionNamed(type, detectionId) })

/** One detection, unless there is none of that kind. */
const tryFetch = async (panther: Panther, call: Call, type: DetectionType, detectionId: string) => {
  try {
    return await fetchDetection(panther, call, type, detectionId)
  } catch (error) {
    if (error instanceof ToolError && error.code === 'NOT_FOUND') return undefined
    throw error
  }
}

export const foundDetection = z.object({
  rule: detection.optional(),
  scheduled_rule: detection.optional(),
  simple_rule: detection.optional(),
  policy: detection.optional(),
})

const output = foundDetection.extend({
  found_in_types: z.array(detectionType).optional(),
  not_found_in_types: z.array(detectionType).optional(),
})

export const getDetection = (access: Access) =>
  tool(
    'get_detection',
    {
      title: 'Get a detection',
      description: 'Gives everything of a detection: its code, its tests, and how alerts are raised',
      ...reads(access, 'RuleRead', 'PolicyRead'),
      input: z.object({
        detection_id: id('The id of the detection, such as AWS.Suspicious.S3.Activity'),
        detection_type: z
          .array(detectionType)
          .min(1)
          .default(['rules'])
          .describe('The kinds to look in: rules, scheduled_rules, simple_rules, policies'),
      }),
      output,
    },
    async ({ detection_id, detection_type }, ctx) => {
      const result: z.infer<typeof output> = {}
      const found: DetectionType[] = []
      for (const type of new Set(detection_type)) {
        const one = await tryFetch(access.panther, ctx, type, detection_id)
        if (!one) continue
        result[KINDS[type].singular] = one
        found.push(type)
      }
      if (found.length === 0)
        throw new ToolError(
          `There is no detection ${JSON.stringify(detection_id)} among the ${detection_type.join(', ')}`,
          { code: 'NOT_FOUND', suggestion: 'Look in other kinds too, or find its id with list_detections' },
        )
      const missing = detection_type.filter(type => !found.includes(type))
      return missing.length === 0 ? result : { ...result, found_in_types: found, not_found_in_types: missing }
    },
  )
