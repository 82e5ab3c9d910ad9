import type { Context } from '../define/context.ts'
import { type CompiledSchema, compileSchema, type Schema } from '../define/schema.ts'
import { type Arguments, type Tool, tool } from '../define/tool.ts'
import { targetPolicy } from '../net/index.ts'
import type { CompiledCommand } from './call.ts'
import type { CommandToolOptions, TargetFieldOptions } from './command-options.ts'
import { confinement } from './confinement.ts'
import { type CommandControls, commandState } from './controls.ts'
import { type DefaultInput, defaultInput } from './default-input.ts'
import { flagAllowlist } from './flags.ts'
import { fieldsOf } from './input-fields.ts'
import { type CommandResult, type DataOf, resultSchema } from './result.ts'
import { runCommand } from './run-command.ts'

/** A tool around a program, with what operators need of it. */
export interface CommandTool<I extends Schema, O extends Schema | undefined>
  extends Tool<I, Schema<CommandResult<DataOf<O>>>> {
  readonly command: CommandControls
}

/** The server's own limit must not cut a call short before its program is ended and its output is collected. */
const NO_EARLIER_THAN_THE_SERVER = 3_600_000

const targetOf = (
  target: TargetFieldOptions | false | undefined,
  fields: ReadonlySet<string>,
  name: string,
): CompiledCommand<unknown, unknown>['target'] => {
  if (target === false) return undefined
  const { field = 'target', policy = targetPolicy(), cidr = false } = target ?? {}
  if (fields.has(field)) return { field, policy, cidr }
  if (target === undefined) return undefined
  throw new TypeError(
    `tool "${name}" has no field "${field}" in its input, which "target" says holds its target`,
  )
}

/** Without the field, what callers give in it would be dropped, and the flags could never be used. */
const checkFreeArguments = (
  { name, flags, operands }: CommandToolOptions<Schema, Schema | undefined>,
  fields: ReadonlySet<string>,
): void => {
  const declared = flags && Object.keys(flags).length > 0 ? 'flags' : operands && 'operands'
  if (declared === undefined || fields.has('extra_args')) return
  throw new TypeError(
    `tool "${name}" declares ${declared}, which callers give in "extra_args", but its input has no such field: ` +
      `add extra_args, a string or a list of strings, to the input, or leave out ${declared}`,
  )
}

const compileData = <O extends Schema | undefined>(
  output: O | undefined,
  name: string,
): CompiledSchema<DataOf<O>> | undefined => {
  if (!output) return undefined
  return compileSchema<Schema>(output, `the output of tool "${name}"`, 'output') as CompiledSchema<DataOf<O>>
}

/**
 * Declares a tool around a program: two fields are enough. Whatever callers give is refused unless it is allowed; the
 * program is started without a shell, with limits, in a process group that ends with the call; its output is bounded.
 *
 * @throws TypeError when the declaration cannot work, naming what
 * @example
 * const ping = commandTool({
 *   name: 'ping',
 *   command: 'ping',
 *   description: 'Sends echo requests to a machine',
 *   flags: { '-c': { value: 'int', min: 1, max: 10 } },
 *   timeoutSec: 30,
 * })
 */
export const commandTool = <
  I extends Schema = Schema<DefaultInput>,
  O extends Schema | undefined = undefined,
>(
  options: CommandToolOptions<I, O>,
): CommandTool<I, O> => {
  const state = commandState(options)
  const input = (options.input ?? defaultInput) as I
  const fields = fieldsOf(compileSchema(input, `the input of tool "${options.name}"`, 'input').json)
  checkFreeArguments(options, fields)
  const compiled: CompiledCommand<Arguments<I>, DataOf<O>> = {
    plan: options,
    state,
    flags: flagAllowlist(options.flags ?? {}),
    confinement: confinement(state.programs, state.clock, options.system?.spawn),
    fields,
    target: targetOf(options.target, fields, options.name),
    data: compileData<O>(options.output, options.name),
  }
  const declared = tool<Context, I, Schema<CommandResult<DataOf<O>>>>(
    options.name,
    {
      ...options,
      input,
      output: resultSchema<O>(options.output),
      timeoutMs: NO_EARLIER_THAN_THE_SERVER,
      info: () => ({ ...infoOf(compiled), ...options.info?.() }),
    },
    (given, ctx) => runCommand(compiled, given, ctx),
  )
  return Object.freeze({ ...declared, command: state })
}

const infoOf = <Input, Data>({ plan, state, flags, target }: CompiledCommand<Input, Data>) => ({
  command: state.command,
  flags: flags.names,
  ...(target
    ? { targets: { networks: target.policy.allow, names: target.policy.labSuffixes, cidr: target.cidr } }
    : {}),
  timeout_sec: plan.timeoutSec ?? state.settings.defaultTimeoutSec,
  concurrency: plan.concurrency ?? state.settings.defaultConcurrency,
  active: state.bulkhead.active,
  waiting: state.bulkhead.waiting,
  circuit_breaker: state.breaker.state,
})
