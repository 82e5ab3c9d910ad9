import { expect, it } from 'vitest'
import { headerValue, paramHeaders } from './param-headers.ts'

const TOOL = {
  name: 'wörk',
  input_schema: {
    type: 'object',
    properties: {
      region: { type: 'string', 'x-mcp-header': 'Region' },
      deep: { type: 'object', properties: { level: { type: 'integer', 'x-mcp-header': 'Level' } } },
      other: { type: 'string' },
    },
  },
}

it('repeats in headers what the tool wants to see there', () => {
  expect(paramHeaders(TOOL, { region: 'nörd', deep: { level: 2 }, other: 'x' })).toEqual({
    'Mcp-Name': '=?base64?d8O2cms=?=',
    'Mcp-Param-Region': '=?base64?bsO2cmQ=?=',
    'Mcp-Param-Level': '2',
  })
})

it('leaves out what is not there', () => {
  expect(Object.keys(paramHeaders(TOOL, { region: null }))).toEqual(['Mcp-Name'])
})

it.each([
  ['plain text', 'plain text'],
  [' edge', '=?base64?IGVkZ2U=?='],
  ['=?base64?eA==?=', '=?base64?PT9iYXNlNjQ/ZUE9PT89?='],
  ['', '=?base64??='],
])('%j is sent as %j', (text, sent) => expect(headerValue(text)).toBe(sent))
