import { z } from 'zod'
import { type Context, Plinth } from '../src/index.ts'

const nameForm = z.object({ name: z.string() })
const colorForm = z.object({ color: z.string() })
const confirmForm = z.object({ ok: z.boolean() })
const contextForm = z.object({ context: z.string() })

const asking = (text: string, maxTokens: number) => ({
  messages: [{ role: 'user', content: { type: 'text', text } }],
  maxTokens,
})

/** Tools and a prompt that ask the client for each kind of input, once, several at once, and several times over. */
export const questions = new Plinth({ name: 'questions' })

questions.tool(
  'test_input_required_result_elicitation',
  { description: 'Asks for a name' },
  async (_, ctx) => {
    const { content } = await ctx.elicit('What is your name?', nameForm, { key: 'user_name' })
    return `Hello, ${content?.name ?? 'stranger'}!`
  },
)

questions.tool(
  'test_input_required_result_sampling',
  { description: "Asks the client's model" },
  async (_, ctx) => ctx.sample(asking('What is the capital of France?', 100), { key: 'capital_question' }),
)

questions.tool(
  'test_input_required_result_list_roots',
  { description: "Asks for the client's root folders" },
  async (_, ctx) => ctx.roots({ key: 'client_roots' }),
)

const confirm = async (_: unknown, ctx: Context) => {
  const { action } = await ctx.elicit('Please confirm', confirmForm, { key: 'confirm' })
  return `state-ok: ${action}`
}

questions.tool('test_input_required_result_request_state', { description: 'Asks for a yes' }, confirm)

questions.tool('test_input_required_result_tampered_state', { description: 'Asks for a yes' }, confirm)

questions.tool(
  'test_input_required_result_multiple_inputs',
  { description: 'Asks for three kinds of input at once' },
  async (_, ctx) => {
    const [{ content }, greeting, roots] = await Promise.all([
      ctx.elicit('What is your name?', nameForm, { key: 'user_name' }),
      ctx.sample(asking('Generate a greeting', 50), { key: 'greeting' }),
      ctx.roots({ key: 'client_roots' }),
    ])
    return { name: content?.name, greeting, roots }
  },
)

questions.tool(
  'test_input_required_result_multi_round',
  { description: 'Asks twice, one question after the other' },
  async (_, ctx) => {
    const first = await ctx.elicit('Step 1: What is your name?', nameForm, { key: 'step1' })
    const second = await ctx.elicit('Step 2: What is your favorite color?', colorForm, { key: 'step2' })
    return `${first.content?.name} likes ${second.content?.color}`
  },
)

questions.tool(
  'test_input_required_result_capabilities',
  { description: 'Asks for whatever the client can give' },
  async (_, ctx) => {
    const { elicitation, sampling, roots } = ctx.clientCapabilities
    const asked = [
      ...(elicitation ? [ctx.elicit('What is your name?', nameForm, { key: 'user_name' })] : []),
      ...(sampling ? [ctx.sample(asking('Generate a greeting', 50), { key: 'greeting' })] : []),
      ...(roots ? [ctx.roots({ key: 'client_roots' })] : []),
    ]
    return `Was given ${(await Promise.all<unknown>(asked)).length} answers`
  },
)

questions.prompt(
  'test_input_required_result_prompt',
  { description: 'Asks for what it is about' },
  async (_, ctx) => {
    const { content } = await ctx.elicit('What context should the prompt use?', contextForm, {
      key: 'user_context',
    })
    return `Use the following context: ${content?.context ?? 'none'}`
  },
)

questions.tool(
  'test_missing_capability',
  { description: 'Cannot do without a model, whatever the client declared' },
  async (_, ctx) => ctx.sample(asking('Answer with one word', 16)),
)

questions.tool(
  'test_streaming_elicitation',
  { description: 'Reports progress, then asks for a yes' },
  async (_, ctx) => {
    ctx.progress(1, 2)
    return confirm(_, ctx)
  },
)
