import { type ResolvedTarget, resolveTarget } from '../net/index.ts'
import { tokenize } from './arguments.ts'
import { checkArguments, type Piece } from './argv.ts'
import type { Call } from './call.ts'
import type { Checked } from './command-options.ts'
import { lookupTimedOut } from './failures.ts'
import { parseFreeArguments } from './free-arguments.ts'

const defaultArguments = (_: unknown, { free, target }: Checked): readonly Piece[] =>
  target ? [...free.tokens, target.value] : free.tokens

/** Resolving a name cannot be cancelled, so it is waited for no longer than the call may last. */
const resolveInTime = async <Input, Data>(
  call: Call<Input, Data>,
  endsAt: number,
): Promise<ResolvedTarget | undefined> => {
  const { tool, fields, ctx, timeoutSec } = call
  if (!tool.target) return undefined
  const { clock, command } = tool.state
  const { lookup } = tool.plan.system ?? {}
  const controller = new AbortController()
  const passOn = () => controller.abort(ctx.signal.reason)
  const cancelTimer = clock.after(endsAt - clock.now(), () =>
    controller.abort(lookupTimedOut(command, timeoutSec)),
  )
  ctx.signal.addEventListener('abort', passOn)
  try {
    return await resolveTarget(tool.target.policy, fields.target ?? '', {
      cidr: tool.target.cidr,
      signal: controller.signal,
      ...(lookup ? { lookup } : {}),
    })
  } finally {
    cancelTimer()
    ctx.signal.removeEventListener('abort', passOn)
  }
}

/**
 * Makes the arguments of the program: the target is resolved and checked, the free arguments are checked against the
 * tool's flags, and what the tool puts together of both is checked once more.
 *
 * @throws TargetError, ArgumentError, or ToolError when the target could not be resolved in time
 */
export const buildArguments = async <Input, Data>(
  call: Call<Input, Data>,
  endsAt: number,
): Promise<string[]> => {
  const { tool, input, fields, report } = call
  const { plan, state, flags } = tool
  const free = parseFreeArguments(
    tokenize(fields.freeArguments, state.settings.maxArgsBytes),
    flags,
    plan.operands,
  )
  const target = await resolveInTime(call, endsAt)
  if (target)
    report.note({ target: target.value, ...(target.name === undefined ? {} : { target_name: target.name }) })
  return checkArguments((plan.args ?? defaultArguments)(input, { target, free }), input, free.tokens)
}
