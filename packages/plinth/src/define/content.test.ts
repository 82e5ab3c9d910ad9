import { expect, it } from 'vitest'
import { audio, type Content, file, image, link, text } from './content.ts'

const bytes = Uint8Array.from([0, 255, 16])
const asBase64 = 'AP8Q'

it.each<[string, Content, unknown]>([
  ['a text', text('hello'), { type: 'text', text: 'hello' }],
  [
    'a text with annotations and metadata',
    text('hello', { annotations: { audience: ['user'], priority: 1 }, _meta: { a: 1 } }),
    { type: 'text', text: 'hello', annotations: { audience: ['user'], priority: 1 }, _meta: { a: 1 } },
  ],
  ['a picture of bytes', image(bytes, 'image/png'), { type: 'image', data: asBase64, mimeType: 'image/png' }],
  [
    'a picture in base64 as it is',
    image(asBase64, 'image/png'),
    { type: 'image', data: asBase64, mimeType: 'image/png' },
  ],
  [
    'a part of a larger buffer, and no more of it',
    image(Uint8Array.from([9, 9, 0, 255, 16, 9]).subarray(2, 5), 'image/png'),
    { type: 'image', data: asBase64, mimeType: 'image/png' },
  ],
  ['a sound', audio(bytes, 'audio/wav'), { type: 'audio', data: asBase64, mimeType: 'audio/wav' }],
  [
    'a file of text',
    file('file:///a.md', '# A', 'text/markdown'),
    { type: 'resource', resource: { uri: 'file:///a.md', mimeType: 'text/markdown', text: '# A' } },
  ],
  [
    'a file of bytes, of an unknown kind',
    file('file:///a', bytes),
    { type: 'resource', resource: { uri: 'file:///a', blob: asBase64 } },
  ],
  [
    'a link',
    link('notes://1', { name: 'first', title: 'First', mimeType: 'text/plain', size: 3 }),
    {
      type: 'resource_link',
      uri: 'notes://1',
      name: 'first',
      title: 'First',
      mimeType: 'text/plain',
      size: 3,
    },
  ],
])('%s has the form of the protocol', (_, content, expected) => {
  expect(content.block).toEqual(expected)
})
