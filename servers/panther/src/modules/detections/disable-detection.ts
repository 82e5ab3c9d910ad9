import { tool } from 'plinth'
import { z } from 'zod'
import { confirm, requireConsent } from '../../confirm.ts'
import { type Access, wants, writes } from '../../guards.ts'
import { id } from '../../inputs.ts'
import { detectionNamed, fetchDetection, foundDetection, pathOf } from './get-detection.ts'
import { detection, detectionType, KINDS } from './kinds.ts'

export const disableDetection = (access: Access) =>
  tool(
    'disable_detection',
    {
      title: 'Disable a detection',
      description: 'Switches a detection off: it raises no alerts any more. A person is asked first.',
      ...writes(access, { destructive: true, idempotent: true }, { any: ['RuleModify', 'PolicyModify'] }),
      input: z.object({
        detection_id: id('The id of the detection'),
        detection_type: detectionType
          .default('rules')
          .describe('Its kind: rules, scheduled_rules, simple_rules or policies'),
        confirm,
      }),
      output: foundDetection,
    },
    async ({ detection_id, detection_type, confirm: given }, ctx) => {
      const { panther } = access
      const { read, modify, singular } = KINDS[detection_type]
      await panther.permissions.require(ctx, { all: [modify] })
      wants(ctx, { all: [read] })
      const current = await fetchDetection(panther, ctx, detection_type, detection_id)
      const named = detectionNamed(detection_type, detection_id)
      await requireConsent(ctx, `Disable the ${named} in Panther? It will raise no alerts any more.`, given)
      wants(ctx, { all: [modify] })
      const changed = await ctx.once('disable', () =>
        panther.write(
          ctx,
          'PUT',
          pathOf(detection_type, detection_id),
          { ...current, enabled: false },
          detection,
          {
            missing: named,
            // Its tests have nothing to say about whether it may be switched off.
            ...(detection_type === 'policies' ? {} : { query: { 'run-tests-first': 'false' } }),
          },
        ),
      )
      return { [singular]: changed }
    },
  )
