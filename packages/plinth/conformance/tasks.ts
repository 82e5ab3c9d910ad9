import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { Plinth, ToolError } from '../src/index.ts'

const nameForm = z.object({ name: z.string() })
const confirmForm = z.object({ confirm: z.boolean() })

/** Tools that run as tasks: that end well, that fail in each way, and that ask. */
export const tasks = new Plinth({ name: 'tasks' })

tasks.tool(
  'greet',
  { description: 'Greets at once', input: z.object({ name: z.string() }) },
  ({ name }) => `Hello, ${name}!`,
)

tasks.tool(
  'slow_compute',
  {
    description: 'Takes as long as it is told',
    input: z.object({ seconds: z.number().min(0).max(60), label: z.string().optional() }),
    task: 'optional',
    annotations: { idempotentHint: true },
  },
  async ({ seconds, label }, ctx) => {
    await sleep(seconds * 1_000, undefined, { signal: ctx.signal })
    return `${label ?? 'computed'} after ${seconds} s`
  },
)

tasks.tool('failing_job', { description: 'Fails after a while', task: 'required' }, async (_, ctx) => {
  await sleep(1_000, undefined, { signal: ctx.signal })
  throw new ToolError('The job has failed')
})

tasks.tool(
  'protocol_error_job',
  { description: 'Asks for what the client did not say that it can do', task: 'optional' },
  async (_, ctx) => {
    await ctx.elicitUrl('Please sign in', 'https://example.com/sign-in')
    return 'signed in'
  },
)

tasks.tool(
  'confirm_delete',
  {
    description: 'Asks before it deletes',
    input: z.object({ filename: z.string() }),
    task: 'optional',
  },
  async ({ filename }, ctx) => {
    const { content } = await ctx.elicit(`Delete ${filename}?`, confirmForm)
    return content?.confirm ? `Deleted ${filename}` : `Kept ${filename}`
  },
)

tasks.tool('multi_input', { description: 'Asks two things at once', task: 'optional' }, async (_, ctx) => {
  const { name, confirm } = await ctx.elicitAll({
    name: { message: 'What is your name?', schema: nameForm },
    confirm: { message: 'Go on?', schema: confirmForm },
  })
  return `${name.content?.name}: ${confirm.content?.confirm}`
})

tasks.tool(
  'test_tool_with_task',
  {
    description: 'Asks while the client waits, and goes on in the background',
    task: { support: 'required', begins: 'in-handler' },
  },
  async (_, ctx) => {
    const { content } = await ctx.elicit('What is your name?', nameForm, { key: 'user_name' })
    await ctx.background()
    return `Hello, ${content?.name ?? 'stranger'}!`
  },
)
