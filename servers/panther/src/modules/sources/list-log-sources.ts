import { tool } from 'plinth'
import { z } from 'zod'
import { repeatable } from '../../client/document.ts'
import { type Access, reads } from '../../guards.ts'
import { cursor, cursorIn, filterBy, optional } from '../../inputs.ts'
import { flag, nextCursor, text, texts } from '../../shapes.ts'

const source = z.object({
  integrationId: z.string(),
  integrationLabel: text,
  integrationType: text,
  isEditable: flag,
  isHealthy: flag,
  lastEventProcessedAtTime: text,
  lastEventReceivedAtTime: text,
  lastModified: text,
  logTypes: texts,
  awsAccountId: text,
  kmsKey: text,
  logProcessingRole: text,
  logStreamType: text,
  logStreamTypeOptions: z.object({ jsonArrayEnvelopeField: text }).nullish(),
  managedBucketNotifications: flag,
  s3Bucket: text,
  s3Prefix: text,
  s3PrefixLogTypes: z.array(z.object({ prefix: text, logTypes: texts, excludedPrefixes: texts })).nullish(),
  stackName: text,
})

export const listSourcesQuery = repeatable<{ input: { cursor?: string } }>()(
  `query ListSources($input: SourcesInput) {
    sources(input: $input) {
      edges {
        node {
          integrationId
          integrationLabel
          integrationType
          isEditable
          isHealthy
          lastEventProcessedAtTime
          lastEventReceivedAtTime
          lastModified
          logTypes
          ... on S3LogIntegration {
            awsAccountId
            kmsKey
            logProcessingRole
            logStreamType
            logStreamTypeOptions { jsonArrayEnvelopeField }
            managedBucketNotifications
            s3Bucket
            s3Prefix
            s3PrefixLogTypes { prefix logTypes excludedPrefixes }
            stackName
          }
        }
      }
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    }
  }`,
  z.object({
    sources: z.object({
      edges: z.array(z.object({ node: source })),
      pageInfo: z.object({
        hasNextPage: z.boolean(),
        hasPreviousPage: z.boolean(),
        startCursor: text,
        endCursor: text,
      }),
    }),
  }),
)

export const listLogSources = (access: Access) =>
  tool(
    'list_log_sources',
    {
      title: 'List log sources',
      description:
        'Lists where logs come from, and whether they still do. Only healthy ones unless is_healthy is false or null; ' +
        'filters look at the page that was fetched.',
      ...reads(access, 'RuleRead'),
      input: z.object({
        cursor,
        log_types: filterBy('Only sources of one of these log types'),
        is_healthy: z
          .boolean()
          .nullable()
          .default(true)
          .describe('true for healthy sources, false for the others, null for all'),
        integration_type: optional(z.string()).describe(
          'Only sources of this type, such as aws-s3 or http-ingest',
        ),
      }),
      output: z.object({
        sources: z.array(source),
        total_sources: z.number(),
        has_next_page: z.boolean(),
        has_previous_page: z.boolean(),
        end_cursor: nextCursor,
        start_cursor: z.string().nullable(),
      }),
    },
    async ({ cursor: given, log_types, is_healthy, integration_type }, ctx) => {
      const from = cursorIn(given)
      const { sources } = await access.panther.graphql(ctx, listSourcesQuery, {
        input: from === undefined ? {} : { cursor: from },
      })
      const found = sources.edges
        .map(({ node }) => node)
        .filter(({ isHealthy }) => is_healthy === null || isHealthy === is_healthy)
        .filter(({ logTypes }) => log_types.length === 0 || log_types.some(type => logTypes?.includes(type)))
        .filter(({ integrationType }) => !integration_type || integrationType === integration_type)
      const { hasNextPage, hasPreviousPage, startCursor, endCursor } = sources.pageInfo
      return {
        sources: found,
        total_sources: found.length,
        has_next_page: hasNextPage,
        has_previous_page: hasPreviousPage,
        end_cursor: hasNextPage ? (endCursor ?? null) : null,
        start_cursor: startCursor ?? null,
      }
    },
  )
