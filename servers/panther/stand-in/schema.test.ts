import { parse, validate } from 'graphql'
import { describe, expect, it } from 'vitest'
import { rootFields } from './graphql/endpoint.ts'
import { pantherSchema, schemaText } from './schema.ts'

const check = (document: string) => validate(pantherSchema(), parse(document)).map(({ message }) => message)

describe("Panther's schema", () => {
  it('has an answer for each of its root fields', () => {
    const schema = pantherSchema()
    const fields = [schema.getQueryType(), schema.getMutationType()].flatMap(type =>
      Object.keys(type?.getFields() ?? {}),
    )
    expect(rootFields.toSorted()).toEqual(fields.toSorted())
  })

  it('accepts documents that fit, and no others', () => {
    expect(check('query Q($id: ID!) { alert(id: $id) { id severity } }')).toEqual([])
    expect(check('query Q($id: ID!) { alert(id: $id) { id priority } }')).toEqual([
      expect.stringContaining('Cannot query field "priority" on type "Alert".'),
    ])
    expect(check('{ sources { edges { node { s3Bucket } } } }')).toHaveLength(1)
  })

  it('is made once', () => {
    expect(pantherSchema()).toBe(pantherSchema())
    expect(schemaText()).toContain('type Query')
  })
})
