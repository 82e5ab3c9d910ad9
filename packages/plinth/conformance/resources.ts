import { Plinth } from '../src/index.ts'
import { PICTURE } from './samples.ts'

/** A text, bytes, a template, and a resource to subscribe to. */
export const resources = new Plinth({ name: 'resources' })

resources.resource(
  'test://static-text',
  { name: 'static-text', description: 'A text', mimeType: 'text/plain' },
  () => 'This is the content of the static text resource.',
)

resources.resource(
  'test://static-binary',
  { name: 'static-binary', description: 'A picture', mimeType: 'image/png' },
  () => Buffer.from(PICTURE, 'base64'),
)

resources.resource(
  'test://watched-resource',
  { name: 'watched-resource', description: 'A text to subscribe to', mimeType: 'text/plain' },
  () => 'Nothing has changed yet.',
)

resources.resource(
  'test://template/{id}/data',
  { name: 'template', description: 'The data of an id', mimeType: 'application/json' },
  ({ id }) => ({ id, templateTest: true, data: `Data for ID: ${id}` }),
)
