import { type GraphQLSchema, parse, validate } from 'graphql'
import { expect, it } from 'vitest'
import { pantherSchema } from '../../stand-in/schema.ts'
import { listTriages, readTriage, startTriage } from '../modules/alerts/triage.ts'
import * as dataLake from '../modules/data-lake/documents.ts'
import * as metrics from '../modules/metrics/documents.ts'
import { describeSchemasQuery, listSchemasQuery } from '../modules/schemas.ts'
import { listSourcesQuery } from '../modules/sources/list-log-sources.ts'

const modules = {
  ...dataLake,
  ...metrics,
  startTriage,
  readTriage,
  listTriages,
  describeSchemasQuery,
  listSchemasQuery,
  listSourcesQuery,
}

const documents = Object.entries(modules).flatMap(([name, value]) =>
  'text' in value ? [[name, value] as const] : [],
)

const schema: GraphQLSchema = pantherSchema()

it('are all looked at', () => {
  expect(documents).toHaveLength(15)
})

it.each(documents)("%s is a document of Panther's schema", (_, { text }) => {
  expect(validate(schema, parse(text))).toEqual([])
})

it('would be found out', () => {
  expect(validate(schema, parse('{ dataLakeDatabases { nothing } }'))).toHaveLength(1)
})
