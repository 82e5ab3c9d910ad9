import { Plinth, ToolError } from 'plinth'
import { z } from 'zod'

export const notes = new Plinth({ name: 'notes' })

const texts = new Map([
  ['first', 'Buy tea'],
  ['second', 'Brew tea'],
])

notes.resource('notes://all', { name: 'all notes' }, () => ({ notes: [...texts.keys()] }))

notes.resource(
  'notes://{id}',
  {
    name: 'one note',
    mimeType: 'text/plain',
    complete: { id: typed => [...texts.keys()].filter(id => id.startsWith(typed)) },
  },
  ({ id }) => {
    const note = texts.get(id)
    if (note === undefined) throw new ToolError(`There is no note ${id}`, { code: 'NOT_FOUND' })
    return note
  },
)

notes.prompt(
  'translate',
  {
    description: 'Translates a text',
    args: z.object({ text: z.string(), language: z.string().default('English') }),
    complete: { language: typed => ['English', 'Norwegian'].filter(name => name.startsWith(typed)) },
  },
  ({ text, language }) => [
    { role: 'user', content: `Translate into ${language}:` },
    { role: 'user', content: text },
  ],
)
