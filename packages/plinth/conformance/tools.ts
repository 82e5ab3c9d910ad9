import { setTimeout as wait } from 'node:timers/promises'
import { z } from 'zod'
import { audio, file, image, type JsonSchema, Plinth, type Schema, ToolError } from '../src/index.ts'
import { PICTURE, SOUND } from './samples.ts'

/** Long enough for one notification to be read before the next is sent. */
const STEP_MS = 50

/** A schema that is published word for word, because no library says these keywords. It lets everything pass. */
const verbatim = (json: JsonSchema): Schema => ({
  '~standard': {
    version: 1,
    vendor: 'verbatim',
    validate: value => ({ value }),
    jsonSchema: { input: () => json, output: () => json },
  },
})

/** Tools that answer with each kind of content, and that log, report progress and fail. */
export const tools = new Plinth({ name: 'tools' })

tools.tool(
  'test_simple_text',
  { description: 'Answers with one text' },
  () => 'This is a simple text response for testing.',
)

tools.tool('test_image_content', { description: 'Answers with a picture' }, () => image(PICTURE, 'image/png'))

tools.tool('test_audio_content', { description: 'Answers with a sound' }, () => audio(SOUND, 'audio/wav'))

tools.tool('test_embedded_resource', { description: 'Answers with a file' }, () =>
  file('test://embedded-resource', 'This is an embedded resource content.', 'text/plain'),
)

tools.tool(
  'test_multiple_content_types',
  { description: 'Answers with a text, a picture and a file' },
  () => [
    'Multiple content types test:',
    image(PICTURE, 'image/png'),
    file('test://mixed-content-resource', JSON.stringify({ test: 'data', value: 123 }), 'application/json'),
  ],
)

tools.tool('test_tool_with_logging', { description: 'Logs three times while it works' }, async (_, ctx) => {
  for (const message of ['Tool execution started', 'Tool processing data', 'Tool execution completed']) {
    ctx.log.info(message)
    await wait(STEP_MS)
  }
  return 'Logged three times'
})

tools.tool('test_logging_tool', { description: 'Logs once, for whoever asked for logs' }, (_, ctx) => {
  ctx.log.info('Only for clients that asked')
  return 'Logged once'
})

tools.tool('test_tool_with_progress', { description: 'Reports progress three times' }, async (_, ctx) => {
  for (const done of [0, 50, 100]) {
    ctx.progress(done, 100, `${done} of 100`)
    await wait(STEP_MS)
  }
  return 'Reported progress three times'
})

tools.tool('test_error_handling', { description: 'Always fails' }, () => {
  throw new ToolError('This tool intentionally returns an error for testing')
})

tools.tool(
  'test_param_header',
  {
    description: 'Takes an argument that clients repeat in a header, for proxies to route by',
    input: z.object({ region: z.string().meta({ 'x-mcp-header': 'Region' }) }),
  },
  ({ region }) => `Routed to ${region}`,
)

tools.tool(
  'json_schema_2020_12_tool',
  {
    description: 'Has an input schema with keywords of every kind, which clients have to see as they are',
    input: verbatim({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      type: 'object',
      $defs: {
        address: {
          $anchor: 'address',
          type: 'object',
          properties: { street: { type: 'string' }, city: { type: 'string' } },
        },
      },
      properties: {
        name: { type: 'string' },
        address: { $ref: '#/$defs/address' },
        contactMethod: { type: 'string', enum: ['phone', 'email'] },
        phone: { type: 'string' },
        email: { type: 'string' },
      },
      allOf: [{ anyOf: [{ required: ['phone'] }, { required: ['email'] }] }],
      if: { properties: { contactMethod: { const: 'phone' } }, required: ['contactMethod'] },
      // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
      then: { required: ['phone'] },
      else: { required: ['email'] },
      additionalProperties: false,
    }),
  },
  input => JSON.stringify(input),
)
