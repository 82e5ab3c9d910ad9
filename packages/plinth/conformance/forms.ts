import { z } from 'zod'
import { type ElicitAnswer, Plinth } from '../src/index.ts'

const contactForm = z.object({
  username: z.string().describe("User's response"),
  email: z.string().describe("User's email address"),
})

const defaultsForm = z.object({
  name: z.string().default('John Doe'),
  age: z.int().default(30),
  score: z.number().default(95.5),
  status: z.enum(['active', 'inactive', 'pending']).default('active'),
  verified: z.boolean().default(true),
})

const choice = (value: string, title: string) => z.literal(value).meta({ title })

const options = z.enum(['option1', 'option2', 'option3'])

const choicesForm = z.object({
  untitledSingle: options,
  titledSingle: z.union([choice('value1', 'First Option'), choice('value2', 'Second Option')]),
  legacyEnum: z.enum(['opt1', 'opt2']).meta({ enumNames: ['Option One', 'Option Two'] }),
  untitledMulti: z.array(options).min(1),
  titledMulti: z.array(z.union([choice('value1', 'First Choice'), choice('value2', 'Second Choice')])).min(1),
})

const completed = ({ action, content }: ElicitAnswer<object>) =>
  `Elicitation completed: action=${action}, content=${JSON.stringify(content ?? {})}`

/** Tools of the older revisions that ask while the client waits: forms with defaults, and with every kind of choice. */
export const forms = new Plinth({ name: 'forms' })

forms.tool(
  'test_sampling',
  { description: "Asks the client's model", input: z.object({ prompt: z.string() }) },
  async ({ prompt }, ctx) => {
    const { content } = await ctx.sample({
      messages: [{ role: 'user', content: { type: 'text', text: prompt } }],
      maxTokens: 100,
    })
    return `LLM response: ${JSON.stringify(content)}`
  },
)

forms.tool(
  'test_elicitation',
  { description: 'Asks for a user name and an address', input: z.object({ message: z.string() }) },
  async ({ message }, ctx) => completed(await ctx.elicit(message, contactForm)),
)

forms.tool(
  'test_elicitation_sep1034_defaults',
  { description: 'Asks with a form whose fields have defaults' },
  async (_, ctx) => completed(await ctx.elicit('Please review the form', defaultsForm)),
)

forms.tool(
  'test_elicitation_sep1330_enums',
  { description: 'Asks with a form of choices, with and without titles' },
  async (_, ctx) => completed(await ctx.elicit('Please choose', choicesForm)),
)
