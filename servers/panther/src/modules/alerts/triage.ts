import { ToolError, tool } from 'plinth'
import { z } from 'zod'
import { once, repeatable } from '../../client/document.ts'
import { quoted } from '../../client/failures.ts'
import { type Access, reads, writes } from '../../guards.ts'
import { contains, id } from '../../inputs.ts'
import { poll } from '../../poll.ts'
import { alertNamed } from './read-alert.ts'

const LONGEST_SEC = 300
const OUTPUT_LENGTH = 'medium'

interface TriageInput {
  readonly alertId: string
  readonly outputLength: typeof OUTPUT_LENGTH
  readonly metadata: { readonly kind: 'alert' }
  readonly prompt?: string
}

export const startTriage = once<{ input: TriageInput }>()(
  `mutation StartTriage($input: AISummarizeAlertInput!) {
    aiSummarizeAlert(input: $input) { streamId }
  }`,
  z.object({ aiSummarizeAlert: z.object({ streamId: z.string() }) }),
)

const stream = z.object({
  streamId: z.string(),
  finished: z.boolean(),
  responseText: z.string().nullish(),
  error: z.string().nullish(),
})

export const readTriage = repeatable<{ streamId: string }>()(
  `query ReadTriage($streamId: String!) {
    aiInferenceStream(streamId: $streamId) { streamId finished responseText error }
  }`,
  z.object({ aiInferenceStream: stream }),
)

export const listTriages = repeatable<{ input: { alias: string } }>()(
  `query ListTriages($input: AIInferenceStreamsMetadataInput!) {
    aiInferenceStreamsMetadata(input: $input) { edges { node { streamId } } }
  }`,
  z.object({
    aiInferenceStreamsMetadata: z.object({
      edges: z.array(z.object({ node: z.object({ streamId: z.string() }) })),
    }),
  }),
)

export const startAiAlertTriage = (access: Access) =>
  tool(
    'start_ai_alert_triage',
    {
      title: 'Have an alert triaged',
      description:
        "Has Panther's own AI look into an alert, its events and its comments, and gives its report: risk, impact, and what " +
        'to do next. Takes minutes, and costs AI credits. The report is kept with the alert.',
      ...writes(access, { destructive: false, idempotent: false }, { all: ['RunPantherAI'] }),
      timeoutMs: (LONGEST_SEC + 30) * 1_000,
      input: z.object({
        alert_id: id('The id of the alert'),
        prompt: contains('What the AI should heed or look for'),
        timeout_seconds: z
          .int()
          .min(120)
          .max(LONGEST_SEC)
          .default(180)
          .describe(`How long to wait for the report, 120 to ${LONGEST_SEC} seconds`),
      }),
      output: z.object({
        summary: z.string().describe('The report'),
        stream_id: z.string(),
        metadata: z.object({
          alert_id: z.string(),
          output_length: z.string(),
          generation_time_seconds: z.number(),
          prompt_included: z.boolean(),
        }),
      }),
    },
    async ({ alert_id, prompt, timeout_seconds }, ctx) => {
      const { panther } = access
      const { clock } = panther
      const startedAt = clock.now()
      const { aiSummarizeAlert } = await panther.graphql(
        ctx,
        startTriage,
        {
          input: {
            alertId: alert_id,
            outputLength: OUTPUT_LENGTH,
            metadata: { kind: 'alert' },
            ...(prompt ? { prompt } : {}),
          },
        },
        { missing: alertNamed(alert_id) },
      )
      const { streamId } = aiSummarizeAlert
      let partial = ''
      const finished = await poll(
        ctx,
        {
          clock,
          limitMs: timeout_seconds * 1_000,
          firstMs: 500,
          maxMs: 10_000,
          message: 'Panther AI is at work',
        },
        async () => {
          const { aiInferenceStream: read } = await panther.graphql(ctx, readTriage, { streamId })
          partial = read.responseText || partial
          if (read.error) throw triageFailed(read.error, streamId)
          return read.finished ? partial : undefined
        },
      )
      if (finished === undefined) throw notFinished(timeout_seconds, streamId, partial)
      return {
        summary: finished,
        stream_id: streamId,
        metadata: {
          alert_id,
          output_length: OUTPUT_LENGTH,
          generation_time_seconds: Math.round((clock.now() - startedAt) / 100) / 10,
          prompt_included: Boolean(prompt),
        },
      }
    },
  )

const triageFailed = (reason: string, streamId: string): ToolError =>
  new ToolError(`Panther AI could not triage the alert: ${quoted(reason)}`, { data: { stream_id: streamId } })

const notFinished = (seconds: number, streamId: string, partial: string): ToolError =>
  new ToolError(`Panther AI has not finished within ${seconds} s, and goes on`, {
    code: 'TIMEOUT',
    suggestion: 'Read the report later with get_ai_alert_triage_summary; do not start another one',
    data: { stream_id: streamId, partial_summary: partial },
  })

export const getAiAlertTriageSummary = (access: Access) =>
  tool(
    'get_ai_alert_triage_summary',
    {
      title: 'Read the latest AI triage',
      description: "Gives the latest report of Panther's AI on an alert. start_ai_alert_triage has one made.",
      ...reads(access, 'RunPantherAI'),
      input: z.object({ alert_id: id('The id of the alert') }),
      output: z.object({
        summary: z.object({
          stream_id: z.string(),
          response_text: z.string(),
          finished: z.boolean(),
          error: z.string().nullable(),
        }),
      }),
    },
    async ({ alert_id }, ctx) => {
      const { panther } = access
      const missing = alertNamed(alert_id)
      const listed = await panther.graphql(ctx, listTriages, { input: { alias: alert_id } }, { missing })
      const latest = listed.aiInferenceStreamsMetadata.edges.at(-1)?.node.streamId
      if (latest === undefined)
        throw new ToolError(`The ${missing} has not been triaged by Panther AI`, {
          code: 'NOT_FOUND',
          suggestion: 'Start it with start_ai_alert_triage',
        })
      const { aiInferenceStream: read } = await panther.graphql(ctx, readTriage, { streamId: latest })
      return {
        summary: {
          stream_id: read.streamId,
          response_text: read.responseText ?? '',
          finished: read.finished,
          error: read.error ?? null,
        },
      }
    },
  )
