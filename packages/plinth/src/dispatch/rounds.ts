import { createHash } from 'node:crypto'
import type { CallContext } from '../context/call.ts'
import { type Flow, Interview, newFlow } from '../context/interview.ts'
import { capabilityFor, capabilityName, isCapable } from '../context/question.ts'
import type { Seal } from '../context/seal.ts'
import { ToolError } from '../define/errors.ts'
import { type Outcome, refuse } from '../define/outcome.ts'
import type { Store } from '../store.ts'
import { InvalidState } from './invalid-state.ts'
import type { DispatchRequest } from './request.ts'

/** Below what clients bear: the official client gives up after 10 rounds, the SDK's shim for older ones after 8. */
export const MAX_ROUNDS = 7
/** A task asks as long as its client bears it. */
const MAX_TASK_ROUNDS = 100
export const MAX_STATE_BYTES = 32 * 1024

const tooOften = (name: string, unfit: string | undefined, rounds: number): ToolError =>
  unfit === undefined
    ? new ToolError(`"${name}" has asked ${rounds} times and still asks`, {
        code: 'RESOURCE_EXHAUSTED',
        suggestion:
          'Whoever wrote it: ask for several things at once with ctx.elicitAll(), and accept a refusal as an answer',
      })
    : new ToolError(`The answers to the question of "${name}" did not fit, ${rounds} times: ${unfit}`, {
        code: 'VALIDATION_ERROR',
        suggestion: 'Answer in the form that the question asks for, or decline',
      })

export interface RoundsOptions {
  readonly seal: Seal
  /** Makes steps at-most-once, and holds states that are too large to travel. */
  readonly store: Store | undefined
  readonly ttlMs: number
}

/** What a state belongs to: the caller, the component, its version and the arguments. */
const bindingOf = (ctx: CallContext): string => {
  const { _meta, ...params } = ctx.params
  const args = createHash('sha256').update(JSON.stringify(params)).digest('base64url')
  return JSON.stringify([
    ctx.principal?.tenant,
    ctx.principal?.id,
    ctx.method,
    ctx.name,
    ctx.component?.version,
    args,
  ])
}

const size = (value: unknown): number => JSON.stringify(value)?.length ?? 0

/** Names the largest recorded value, so that its author knows what to shorten. */
const largestKey = (flow: Flow): string => {
  const all = [...Object.entries(flow.steps), ...Object.entries(flow.answers)]
  return all.reduce((most, next) => (size(next[1]) > size(most[1]) ? next : most))[0]
}

/** Carries calls over several rounds of questions, without keeping anything between them. */
export const createRounds = ({ seal, store, ttlMs }: RoundsOptions) => {
  const open = async (ctx: CallContext, state: string): Promise<Flow> => {
    const opened = seal.open(state, bindingOf(ctx))
    if ('fault' in opened)
      throw new InvalidState(
        opened.fault === 'expired'
          ? 'The questions of this call have expired: call again without requestState'
          : 'The requestState does not belong to this request: send back exactly what was received, with the same arguments, or call again without it',
      )
    const { value } = opened
    if (typeof value !== 'string') return value as Flow
    const stored = await store?.get(value)
    if (stored === undefined)
      throw new InvalidState('The questions of this call have expired: call again without requestState')
    return stored as Flow
  }

  const close = async (ctx: CallContext, flow: Flow): Promise<string> => {
    const binding = bindingOf(ctx)
    const sealed = seal.close(flow, binding)
    if (sealed.length <= MAX_STATE_BYTES) return sealed
    if (!store)
      throw new Error(
        `What "${ctx.name}" has to remember between questions is ${sealed.length} bytes, more than ${MAX_STATE_BYTES}: ` +
          `shorten the value of "${largestKey(flow)}", or give the server a store`,
      )
    const key = `state:${flow.id}:${flow.round}`
    await store.set(key, flow, ttlMs)
    return seal.close(key, binding)
  }

  return {
    /** The interview of a run: a new one, or the one that the request goes on with. */
    begin(ctx: CallContext, request: DispatchRequest): Interview | Promise<Interview> {
      if (request.task) return new Interview(request.task.flow, request.task.responses, store)
      const { requestState, inputResponses } = request
      if (requestState === undefined) return new Interview(newFlow(), undefined, store)
      return open(ctx, requestState).then(flow => new Interview(flow, inputResponses, store))
    },

    /**
     * The outcome of a run that asks.
     *
     * @throws ToolError when the handler asks too often, or asks something else than was answered
     */
    async suspend(ctx: CallContext, interview: Interview): Promise<Outcome> {
      const { requests, flow } = interview.next
      const asked = Object.values(requests)
      const lacking = asked.filter(question => !isCapable(question, ctx.caller.capabilities))
      if (lacking.length > 0) {
        const required = Object.assign({}, ...lacking.map(capabilityFor))
        return refuse({
          reason: 'missing_capability',
          required,
          message: `"${ctx.name}" has to ask the client, which did not declare the capability: ${lacking.map(capabilityName).join(', ')}`,
        })
      }
      if (interview.isAstray)
        throw new ToolError(`"${ctx.name}" asks something else than what was answered`, {
          code: 'INTERNAL_ERROR',
          suggestion:
            'A handler has to ask the same questions each time it runs: take times and random numbers from ctx.now() and ctx.random(), or give questions a key',
        })
      const mostRounds = ctx.task ? MAX_TASK_ROUNDS : MAX_ROUNDS
      if (flow.round > mostRounds) throw tooOften(ctx.name, interview.unfit, mostRounds)
      if (ctx.task) {
        ctx.task.keep(flow)
        return { kind: 'input_required', requests, state: '' }
      }
      return { kind: 'input_required', requests, state: await close(ctx, flow) }
    },
  }
}

export type Rounds = ReturnType<typeof createRounds>
