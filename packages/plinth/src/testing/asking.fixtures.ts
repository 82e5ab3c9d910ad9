import { z } from 'zod'
import type { Caller } from '../context/caller.ts'
import type { Context } from '../define/context.ts'
import type { Outcome } from '../define/outcome.ts'
import { Plinth } from '../plinth.ts'
import type { PlinthOptions } from '../server/options.ts'
import { dispatch } from './dispatch.fixtures.ts'

export const KEYS = ['a secret that every replica knows']
export const YesNo = z.object({ yes: z.boolean() })

export type Handler = (ctx: Context) => Promise<string>
export type Asked = Extract<Outcome, { kind: 'input_required' }>

export const serverOf = (
  handler: Handler,
  options: Partial<PlinthOptions<object, undefined>> = {},
  version?: string,
) => {
  const server = new Plinth({ name: 'test', stateKeys: KEYS, ...options })
  server.tool(
    'ask',
    { input: z.object({ n: z.number().default(1) }), ...(version ? { version } : {}) },
    (_, ctx) => handler(ctx),
  )
  return server
}

export const call = (server: Plinth, extra: object = {}, caller: Partial<Caller> = {}, args: object = {}) =>
  dispatch(
    server.runtime,
    { method: 'tools/call', params: { name: 'ask', arguments: args }, ...extra },
    caller,
  )

export const asked = (outcome: Outcome): Asked => {
  if (outcome.kind !== 'input_required')
    throw new Error(`expected a question, got ${JSON.stringify(outcome)}`)
  return outcome
}

/** Retries with the same answer to every question. */
export const answer = (
  server: Plinth,
  { requests, state }: Asked,
  content: object,
  caller: Partial<Caller> = {},
  args: object = {},
) =>
  call(
    server,
    {
      requestState: state,
      inputResponses: Object.fromEntries(
        Object.keys(requests).map(key => [key, { action: 'accept', content }]),
      ),
    },
    caller,
    args,
  )

export const yes: Handler = async ctx => {
  const { action, content } = await ctx.elicit('Sure?', YesNo)
  return action === 'accept' ? `yes: ${content.yes}` : action
}
