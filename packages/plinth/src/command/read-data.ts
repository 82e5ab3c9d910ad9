import { ToolError } from '../define/errors.ts'
import { describeIssues } from '../define/schema.ts'
import type { Call } from './call.ts'
import type { RunResult } from './run-process.ts'

const cutShort = (command: string, bytes: number, cause: unknown): ToolError =>
  new ToolError(
    `${command} printed more than the ${bytes} bytes that are kept, so its output could not be read`,
    {
      code: 'EXECUTION_ERROR',
      suggestion: 'Ask for less at once',
      cause,
    },
  )

/**
 * What the tool reads out of the output: null where it reads nothing.
 *
 * @throws whatever `parse` throws, or ToolError when it failed because the output was cut
 */
export const readData = async <Input, Data>(
  call: Call<Input, Data>,
  run: RunResult,
): Promise<Data | null> => {
  const { tool, input } = call
  const { plan, state, data } = tool
  const raw = {
    stdout: run.stdout.text,
    stderr: run.stderr.text,
    returncode: run.returncode,
    truncatedStdout: run.stdout.truncated,
    truncatedStderr: run.stderr.truncated,
  }
  try {
    const parsed = await plan.parse?.(raw, input)
    if (parsed === undefined || parsed === null) return null
    if (!data) return parsed as Data
    const checked = await data.validate(parsed)
    if ('value' in checked) return checked.value
    throw new Error(`parse() gave what the output schema does not allow: ${describeIssues(checked.issues)}`)
  } catch (error) {
    if (error instanceof ToolError || !run.stdout.truncated) throw error
    throw cutShort(state.command, plan.limits?.maxStdoutBytes ?? state.settings.maxStdoutBytes, error)
  }
}
