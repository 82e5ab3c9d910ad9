import { Plinth, ToolError, tool } from 'plinth'
import { z } from 'zod'
import { repeatable } from '../client/document.ts'
import { all, items } from '../client/pages.ts'
import type { Panther } from '../client/panther.ts'
import { type Access, reads } from '../guards.ts'
import { optional } from '../inputs.ts'
import { count, flag, text } from '../shapes.ts'

const MAX_DETAILS = 5

interface SchemasInput {
  readonly contains?: string
  readonly isArchived?: boolean
  readonly isInUse?: boolean
  readonly isManaged?: boolean
  readonly cursor?: string
}

const summary = z.object({
  name: z.string(),
  description: text,
  revision: count,
  isArchived: flag,
  isManaged: flag,
  referenceURL: text,
  createdAt: text,
  updatedAt: text,
})

const details = summary.extend({
  spec: text,
  version: count,
  isFieldDiscoveryEnabled: flag,
  discoveredSpec: text,
})

const pageOf = <S extends z.ZodType>(node: S) =>
  z.object({
    schemas: z.object({
      edges: z.array(z.object({ node })),
      pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: text }),
    }),
  })

export const listSchemasQuery = repeatable<{ input: SchemasInput }>()(
  `query ListSchemas($input: SchemasInput!) {
    schemas(input: $input) {
      edges { node { name description revision isArchived isManaged referenceURL createdAt updatedAt } }
      pageInfo { hasNextPage endCursor }
    }
  }`,
  pageOf(summary),
)

export const describeSchemasQuery = repeatable<{ input: SchemasInput }>()(
  `query DescribeSchemas($input: SchemasInput!) {
    schemas(input: $input) {
      edges {
        node {
          name
          description
          revision
          isArchived
          isManaged
          referenceURL
          createdAt
          updatedAt
          spec
          version
          isFieldDiscoveryEnabled
          discoveredSpec
        }
      }
      pageInfo { hasNextPage endCursor }
    }
  }`,
  pageOf(details),
)

const nextOf = ({
  hasNextPage,
  endCursor,
}: {
  hasNextPage: boolean
  endCursor?: string | null | undefined
}) => (hasNextPage ? (endCursor ?? undefined) : undefined)

const listLogTypeSchemas = (access: Access) =>
  tool(
    'list_log_type_schemas',
    {
      title: 'List schemas of log types',
      description:
        'Lists the schemas by which raw logs are taken apart, without their text, which get_log_type_schema_details gives',
      ...reads(access, 'LogSourceRead'),
      input: z.object({
        contains: optional(z.string()).describe(
          'Only those with this in their name or in the name of a field',
        ),
        is_archived: z.boolean().default(false).describe('Archived ones instead of the others'),
        is_in_use: z.boolean().default(false).describe('Only those that a log source uses'),
        is_managed: z.boolean().default(false).describe('Only those that come with a pack'),
      }),
      output: z.object({ schemas: z.array(summary) }),
    },
    async ({ contains, is_archived, is_in_use, is_managed }, ctx) => {
      const filter: SchemasInput = {
        ...(contains ? { contains } : {}),
        ...(is_archived ? { isArchived: true } : {}),
        ...(is_in_use ? { isInUse: true } : {}),
        ...(is_managed ? { isManaged: true } : {}),
      }
      const walk = items(async cursor => {
        const input = { ...filter, ...(cursor === undefined ? {} : { cursor }) }
        const { schemas } = await access.panther.graphql(ctx, listSchemasQuery, { input })
        return { items: schemas.edges.map(({ node }) => node), next: nextOf(schemas.pageInfo) }
      })
      return { schemas: [...(await all(walk))] }
    },
  )

const getLogTypeSchemaDetails = (access: Access) =>
  tool(
    'get_log_type_schema_details',
    {
      title: 'Get schemas of log types',
      description: `Gives up to ${MAX_DETAILS} schemas with all of their fields and which p_any column each goes to`,
      ...reads(access, 'RuleRead'),
      input: z.object({
        schema_names: z
          .array(z.string().min(1))
          .min(1)
          .max(MAX_DETAILS)
          .describe(`The names of the schemas, such as AWS.CloudTrail, at most ${MAX_DETAILS}`),
      }),
      output: z.object({
        schemas: z.array(details),
        not_found: z.array(z.string()).describe('Names for which there is no schema'),
      }),
    },
    async ({ schema_names }, ctx) => {
      /** The API finds by parts of names. */
      const find = async (name: string) => {
        const walk = items(async cursor => {
          const input = { contains: name, ...(cursor === undefined ? {} : { cursor }) }
          const page = await access.panther.graphql(ctx, describeSchemasQuery, { input })
          return { items: page.schemas.edges.map(({ node }) => node), next: nextOf(page.schemas.pageInfo) }
        })
        for await (const schema of walk) if (schema.name.toLowerCase() === name.toLowerCase()) return schema
        return undefined
      }
      const found = await Promise.all(
        [...new Set(schema_names)].map(async name => ({ name, schema: await find(name) })),
      )
      const schemas = found.flatMap(({ schema }) => schema ?? [])
      if (schemas.length === 0)
        throw new ToolError(`There is no schema ${schema_names.join(', ')}`, {
          code: 'NOT_FOUND',
          suggestion: 'list_log_type_schemas tells which there are',
        })
      return { schemas, not_found: found.flatMap(({ name, schema }) => (schema ? [] : name)) }
    },
  )

/** How raw logs are taken apart. */
export const schemas = (panther: Panther): Plinth => {
  const access = { panther, area: 'schemas' }
  const module = new Plinth({ name: 'schemas' })
  module.add(listLogTypeSchemas(access))
  module.add(getLogTypeSchemaDetails(access))
  return module
}
