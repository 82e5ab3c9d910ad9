import { audio, file, image, link, Plinth, result, ToolError, text } from 'plinth'
import { z } from 'zod'

export const results = new Plinth({ name: 'results' })

const dot = Buffer.from('R0lGODlhAQABAAAAACwAAAAAAQABAAAC', 'base64')
const silence = Buffer.from('UklGRiQAAABXQVZFZm10IBAAAAABAAEA', 'base64')

results.tool('greet', { input: z.object({ name: z.string() }) }, ({ name }) => `Hello, ${name}`)

results.tool('point', {}, () => ({ x: 1, y: 2 }))

export const add = results.tool(
  'add',
  {
    description: 'Adds two numbers',
    input: z.object({ a: z.number(), b: z.number() }),
    output: z.object({ sum: z.number() }),
  },
  ({ a, b }) => ({ sum: a + b }),
)

results.tool('picture', {}, () => image(dot, 'image/gif'))
results.tool('sound', {}, () => audio(silence, 'audio/wav'))
results.tool('report', {}, () => file('file:///report.md', '# Report', 'text/markdown'))
results.tool('pointer', {}, () => link('notes://first', { name: 'the first note' }))

results.tool('album', {}, () => [text('Two pictures:'), image(dot, 'image/gif'), image(dot, 'image/gif')])

results.tool('count', { output: z.object({ words: z.number() }) }, () =>
  result({ structured: { words: 2 }, content: ['Two words.'], meta: { 'example/source': 'a guess' } }),
)

results.tool('find', { input: z.object({ city: z.string() }) }, ({ city }) => {
  throw new ToolError(`No such city: ${city}`, { code: 'NOT_FOUND', suggestion: 'Check the spelling' })
})
